package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** A command in containers. */
public final class HookExec extends Part {
    @JsonPropertyDescription("Else the Pod's default container, else its first.")
    @Size(max = 63)
    public String container = "";

    @JsonPropertyDescription(
            "Program and arguments, never secrets; with sh, ash, bash or dash first it is ended after its time.")
    @Required
    @Size(min = 1, max = 64)
    public List<String> command = List.of();
}
