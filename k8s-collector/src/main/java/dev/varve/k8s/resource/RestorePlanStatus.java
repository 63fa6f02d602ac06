package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;

/** The plan, as far as there is room; whole in ConfigMaps. */
public final class RestorePlanStatus extends Observed {
    @JsonPropertyDescription("Where the plan is.")
    public PlanPhase phase = PlanPhase.Queued;

    @JsonPropertyDescription("In a sentence, what came of it.")
    @Size(max = 4096)
    public String message = "";

    @JsonPropertyDescription("How often it was begun.")
    public int attempts;

    @JsonPropertyDescription("When it is tried again at the earliest.")
    public String nextAttemptTime = "";

    @JsonPropertyDescription("When it was made.")
    public String madeTime = "";

    @JsonPropertyDescription("The point that it restores.")
    public String pointId = "";

    @JsonPropertyDescription("The API server that it was made for.")
    public String server = "";

    @JsonPropertyDescription("How many objects there are of each action.")
    public Map<String, Long> counts = Map.of();

    @JsonPropertyDescription("Objects that the API server or the rules would refuse.")
    public long conflicts;

    @JsonPropertyDescription("The first of them, conflicts before all others.")
    @Size(max = 100)
    public List<PlannedItem> items = List.of();

    @JsonPropertyDescription("What could make the restore fail or do harm.")
    @Size(max = 50)
    public List<String> risks = List.of();

    @JsonPropertyDescription("The whole plan, compressed, in this order.")
    @Size(max = 32)
    public List<String> configMaps = List.of();

    @JsonPropertyDescription(
            "SHA-256 of the whole plan: what a RestoreRun carries out is this or nothing.")
    public String digest = "";
}
