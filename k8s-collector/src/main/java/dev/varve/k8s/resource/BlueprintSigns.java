package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** By what an application of this type is recognised. */
public final class BlueprintSigns extends Part {
    @JsonPropertyDescription("Last parts of image names.")
    @Size(max = 100)
    public List<String> images = List.of();

    @JsonPropertyDescription("Names of containers and workloads.")
    @Size(max = 100)
    public List<String> names = List.of();

    @JsonPropertyDescription("Container ports.")
    @Size(max = 100)
    public List<Integer> ports = List.of();

    @JsonPropertyDescription("Names of variables.")
    @Size(max = 100)
    public List<String> environment = List.of();
}
