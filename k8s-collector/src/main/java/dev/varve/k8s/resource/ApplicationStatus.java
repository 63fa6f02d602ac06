package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;

/** What belongs to it. */
public final class ApplicationStatus extends Observed {
    @JsonPropertyDescription("How many there are of each kind.")
    public Map<String, Long> workloads = Map.of();

    @JsonPropertyDescription("PersistentVolumeClaims.")
    public long volumeClaims;

    @JsonPropertyDescription("Policies that protect it, as NAMESPACE/NAME.")
    @Size(max = 100)
    public List<String> policies = List.of();

    @JsonPropertyDescription("When it was looked at last.")
    public String seenTime = "";
}
