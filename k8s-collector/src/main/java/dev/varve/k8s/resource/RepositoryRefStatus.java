package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What was found there. */
public final class RepositoryRefStatus extends Observed {
    @JsonPropertyDescription("Whether it answered when it was asked last.")
    public boolean reachable;

    @JsonPropertyDescription("Name of the vault.")
    public String vault = "";

    @JsonPropertyDescription("Id of the repository.")
    public String repositoryId = "";

    @JsonPropertyDescription("When it was asked last.")
    public String checkedTime = "";

    @JsonPropertyDescription("Restore points of clusters in the vault.")
    public long points;
}
