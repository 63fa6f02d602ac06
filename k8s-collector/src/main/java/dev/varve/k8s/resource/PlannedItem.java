package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What the plan says of one object. */
public final class PlannedItem extends Part {
    @JsonPropertyDescription("What it was.")
    public String source = "";

    @JsonPropertyDescription("What it becomes.")
    public String target = "";

    @JsonPropertyDescription("Create, Replace, Merge, Skip, Refuse.")
    public String action = "";

    @JsonPropertyDescription("Why it is skipped or refused.")
    public String reason = "";

    @JsonPropertyDescription("What the API server said to it.")
    public String dryRun = "";

    @JsonPropertyDescription("From where a claim gets its data, and why.")
    public String data = "";
}
