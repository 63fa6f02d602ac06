package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** How it went. */
public final class RestoreRunStatus extends RunStatus {
    @JsonPropertyDescription("Of the plan that was carried out.")
    public String digest = "";

    @JsonPropertyDescription("Objects restored.")
    public long done;

    @JsonPropertyDescription("Objects left as they were.")
    public long skipped;

    @JsonPropertyDescription("Objects that could not be restored.")
    public long failed;

    @JsonPropertyDescription("The first of them.")
    @Size(max = 100)
    public List<RestoredItem> failures = List.of();

    @JsonPropertyDescription("What became of every object, compressed, in this order.")
    @Size(max = 32)
    public List<String> configMaps = List.of();
}
