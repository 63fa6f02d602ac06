package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/** Which objects are meant, by what they were in the source. */
public final class TransformMatch extends Part {
    @JsonPropertyDescription("As Deployment.apps; empty: every kind.")
    @Size(max = 300)
    public String kind = "";

    @JsonPropertyDescription("Empty: every one.")
    @Size(max = 63)
    public String namespace = "";

    @JsonPropertyDescription("A glob; empty: every one.")
    @Size(max = 253)
    public String name = "";

    @JsonPropertyDescription("All of which it must have.")
    public Map<String, String> labels = Map.of();
}
