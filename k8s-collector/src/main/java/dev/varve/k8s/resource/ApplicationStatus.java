package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;

/** What belongs to it. */
public final class ApplicationStatus extends Observed {
    @JsonPropertyDescription("How many there are of each kind.")
    public Map<String, Long> workloads = Map.of();

    @JsonPropertyDescription("PersistentVolumeClaims.")
    public long volumeClaims;
}
