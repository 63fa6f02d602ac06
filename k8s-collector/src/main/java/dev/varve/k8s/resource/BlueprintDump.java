package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** How the application writes its own copy. */
public final class BlueprintDump extends Part {
    @JsonPropertyDescription("Name of the copy.")
    @Required
    @Size(max = 253)
    public String file = "";

    @JsonPropertyDescription("Its limit.")
    @Required
    @Min(1)
    @Max(604800)
    public int limitSeconds;

    @JsonPropertyDescription("Writes it to standard output.")
    @Required
    @Size(max = 65536)
    public String dump = "";

    @JsonPropertyDescription("Reads it from standard input.")
    @Required
    @Size(max = 65536)
    public String load = "";
}
