package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What runs of both directions say of themselves. */
public abstract class RunStatus extends Observed {
    @JsonPropertyDescription("Where the run is.")
    public RunPhase phase = RunPhase.Queued;

    @JsonPropertyDescription("The controller that works on it, or did last.")
    public String holder = "";

    @JsonPropertyDescription("How often it was begun.")
    public int attempts;

    @JsonPropertyDescription("When it is tried again at the earliest.")
    public String nextAttemptTime = "";

    public String startTime = "";

    public String completionTime = "";

    @JsonPropertyDescription("In a sentence, what came of it or what it waits for.")
    @Size(max = 4096)
    public String message = "";

    public long warningCount;

    @JsonPropertyDescription("The first of them.")
    @Size(max = 50)
    public List<String> warnings = List.of();

    RunStatus() {}
}
