package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What is done when its data came back. */
public final class BlueprintRestore extends Part {
    @JsonPropertyDescription("Files that must go first; globs.")
    @Size(max = 100)
    public List<String> remove = List.of();

    @JsonPropertyDescription("Files without which nothing starts.")
    @Size(max = 100)
    public List<String> needs = List.of();

    @JsonPropertyDescription("For people.")
    @Required
    @Size(max = 65536)
    public String steps = "";

    @JsonPropertyDescription("Script that proves it sound.")
    @Size(max = 65536)
    public String check = "";
}
