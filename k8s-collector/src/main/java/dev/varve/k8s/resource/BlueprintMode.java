package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One way to protect it. */
public final class BlueprintMode extends Part {
    @JsonPropertyDescription("What bindings call it.")
    @Required
    @Size(max = 100)
    public String name = "";

    @JsonPropertyDescription("What its copy is.")
    @Required
    @Pattern("^(live|crash|frozen|stopped|logical)$")
    public String consistency = "";

    @JsonPropertyDescription("Sound only when all volumes are cut at one moment.")
    public boolean atomicOnly;

    @JsonPropertyDescription("Run first.")
    @Size(max = 20)
    public List<BlueprintScript> before = List.of();

    @JsonPropertyDescription("Holds it still during the cut.")
    public @Nullable BlueprintHold hold;

    @JsonPropertyDescription("Run last.")
    @Size(max = 20)
    public List<BlueprintScript> after = List.of();

    @JsonPropertyDescription("Writes a copy instead.")
    public @Nullable BlueprintDump dump;

    @JsonPropertyDescription("What is done when its data came back.")
    @Required
    public BlueprintRestore restore = new BlueprintRestore();
}
