package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;

/** A workload that has other replicas during the cut, and its own again after it. */
public final class HookScale extends Part {
    @JsonPropertyDescription("Of apps.")
    @Required
    public HookWorkload kind = HookWorkload.Deployment;

    @JsonPropertyDescription("Of the workload.")
    @Required
    @Pattern(Api.NAME)
    public String name = "";

    @JsonPropertyDescription("During the cut.")
    @Required
    @Min(0)
    @Max(10000)
    public int replicas;
}
