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

    @JsonPropertyDescription("Claims that were looked at.")
    public long volumeCount;

    @JsonPropertyDescription("Claims whose data was wanted and is not in the point.")
    public long volumesWithoutData;

    @JsonPropertyDescription("Of the data of claims in the point.")
    public long volumeBytes;

    @JsonPropertyDescription("Those without data first; the first 500.")
    @Size(max = 500)
    public List<VolumeItem> volumes = List.of();

    @JsonPropertyDescription(
            "What became of hooks of the run and of Pods; those that failed first; the first 200.")
    @Size(max = 200)
    public List<HookItem> hooks = List.of();

    @JsonPropertyDescription("Read from the cluster.")
    public long readBytes;

    @JsonPropertyDescription("Sent to the repository.")
    public long sentBytes;

    @JsonPropertyDescription("Added to the repository.")
    public long storedBytes;
}
