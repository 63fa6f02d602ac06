package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One thing that is so, or not, or not known, of an object. */
public final class Condition extends Part {
    @Required public String type = "";

    @Required public Status status = Status.Unknown;

    @JsonPropertyDescription("One word, for programs.")
    public String reason = "";

    @JsonPropertyDescription("For people.")
    @Size(max = 4096)
    public String message = "";

    public long observedGeneration;

    @JsonPropertyDescription("When status changed last.")
    public String lastTransitionTime = "";

    /** As Kubernetes writes them. */
    public enum Status {
        True,
        False,
        Unknown
    }
}
