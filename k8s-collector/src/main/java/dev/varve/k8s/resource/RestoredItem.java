package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What became of one object. */
public final class RestoredItem extends Part {
    @JsonPropertyDescription("What it was.")
    public String source = "";

    @JsonPropertyDescription("What it was to become.")
    public String target = "";

    @JsonPropertyDescription("Done, Skipped, Failed.")
    public String status = "";

    @JsonPropertyDescription("What was done, or why nothing was.")
    public String message = "";
}
