package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How it was recognised. */
public final class ApplicationSpec extends Part {
    @JsonPropertyDescription("By what it was recognised.")
    public ApplicationKind kind = ApplicationKind.Namespace;

    @JsonPropertyDescription("Value of the label, or name of the release.")
    public String instance = "";

    @JsonPropertyDescription("Labels that its objects have; empty: all of the namespace.")
    public String selector = "";
}
