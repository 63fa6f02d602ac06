package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** How the application is held still, and by what it thaws by itself. */
public final class BlueprintHold extends Part {
    @JsonPropertyDescription("When it thaws by itself, whatever became of the controller.")
    @Required
    @Min(1)
    @Max(3600)
    public int timerSeconds;

    @JsonPropertyDescription("How long freezing may take.")
    @Required
    @Min(1)
    @Max(3600)
    public int freezeSeconds;

    @JsonPropertyDescription("How long it may write its last file.")
    @Min(0)
    @Max(3600)
    public int tailSeconds;

    @JsonPropertyDescription("Command whose session is held.")
    @Required
    @Size(max = 65536)
    public String client = "";

    @JsonPropertyDescription("Said to it first.")
    @Required
    @Size(max = 65536)
    public String freeze = "";

    @JsonPropertyDescription("Said to it last.")
    @Required
    @Size(max = 65536)
    public String thaw = "";
}
