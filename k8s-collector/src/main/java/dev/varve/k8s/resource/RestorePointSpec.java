package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Which point is shown. */
public final class RestorePointSpec extends Part {
    @JsonPropertyDescription("The RepositoryRef that it was seen by.")
    public String repository = "";

    @JsonPropertyDescription("Its id in the repository.")
    public String pointId = "";

    @JsonPropertyDescription("The cluster that it was taken of.")
    public String cluster = "";
}
