package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What the repository says of it. */
public final class RestorePointStatus extends Observed {
    @JsonPropertyDescription("When it became one.")
    public String committedTime = "";

    @JsonPropertyDescription("The first 1000.")
    @Size(max = 1000)
    public List<String> namespaces = List.of();

    @JsonPropertyDescription("Of all.")
    public long namespaceCount;

    @JsonPropertyDescription("Objects in it.")
    public long objects;

    @JsonPropertyDescription("Volumes in it.")
    public long volumes;

    @JsonPropertyDescription("The weakest of its volumes, or live.")
    public String consistency = "";

    @JsonPropertyDescription("What could not be taken.")
    public long warningCount;

    @JsonPropertyDescription("good, or damaged.")
    public String state = "";

    @JsonPropertyDescription("Of the API server that it was taken of.")
    public String serverVersion = "";
}
