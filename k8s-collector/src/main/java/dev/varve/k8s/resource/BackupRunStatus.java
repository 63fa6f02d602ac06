package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** How it went. */
public final class BackupRunStatus extends RunStatus {
    @JsonPropertyDescription("Id of the restore point.")
    public String pointId = "";

    @JsonPropertyDescription("Those that were taken; the first 5000.")
    @Size(max = 5000)
    public List<String> namespaces = List.of();

    @JsonPropertyDescription("Those that the run before did not have.")
    @Size(max = 200)
    public List<String> namespacesJoined = List.of();

    @JsonPropertyDescription("Those that the run before had and this one has not.")
    @Size(max = 200)
    public List<String> namespacesLeft = List.of();

    @JsonPropertyDescription("All that were taken.")
    public long namespaceCount;

    @JsonPropertyDescription("Objects taken.")
    public long objects;

    @JsonPropertyDescription("Read from the cluster.")
    public long readBytes;

    @JsonPropertyDescription("Sent to the repository.")
    public long sentBytes;

    @JsonPropertyDescription("Added to the repository.")
    public long storedBytes;
}
