package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A script that runs in the container. */
public final class BlueprintScript extends Part {
    @JsonPropertyDescription("What messages call it.")
    @Required
    @Size(max = 100)
    public String name = "";

    @JsonPropertyDescription("Its limit.")
    @Required
    @Min(1)
    @Max(86400)
    public int timeoutSeconds;

    @JsonPropertyDescription("fail, or continue.")
    @Default("fail")
    @Pattern("^(fail|continue)$")
    public String onError = "fail";

    @JsonPropertyDescription("For sh.")
    @Required
    @Size(max = 65536)
    public String script = "";
}
