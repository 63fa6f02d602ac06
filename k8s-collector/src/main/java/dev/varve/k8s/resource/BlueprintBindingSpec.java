package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/** What is protected by which blueprint. */
public final class BlueprintBindingSpec extends Part {
    @JsonPropertyDescription("Of the Pod or workload; empty: any with the labels.")
    @Size(max = 253)
    public String name = "";

    @JsonPropertyDescription("That it must have.")
    public Map<String, String> labels = Map.of();

    @JsonPropertyDescription("Its name, or none.")
    @Required
    @Pattern(Api.NAME)
    public String blueprint = "";

    @JsonPropertyDescription("Empty: its first.")
    @Size(max = 100)
    public String mode = "";

    @JsonPropertyDescription("Empty: the one that is recognised.")
    @Size(max = 63)
    public String container = "";

    @JsonPropertyDescription("Variables for its scripts; no secrets.")
    public Map<String, String> parameters = Map.of();
}
