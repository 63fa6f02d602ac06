package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** How a type of application is protected. */
public final class BlueprintSpec extends Part {
    @JsonPropertyDescription("For people.")
    @Required
    @Size(max = 200)
    public String title = "";

    @JsonPropertyDescription("By what it is recognised.")
    @Required
    public BlueprintSigns recognise = new BlueprintSigns();

    @JsonPropertyDescription("Runs before every script.")
    @Size(max = 65536)
    public String prelude = "";

    @JsonPropertyDescription("The first is the usual one.")
    @Required
    @Size(min = 1, max = 10)
    public List<BlueprintMode> modes = List.of();
}
