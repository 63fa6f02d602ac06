package dev.varve.k8s.restore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A restore as it will be carried out, for people to look at first. Version 1:
 * docs/formats/restore-plan.md. Holds no values of Secrets.
 *
 * @param server the API server that it was made for
 * @param made when, ISO 8601
 * @param risks what could make it fail or do harm, beside the items' own notes
 * @param stages items that may be created together, in the order of the stages
 */
public record RestorePlan(
        String format,
        String server,
        String made,
        RestoreRequest request,
        List<String> risks,
        List<Stage> stages) {
    public static final String FORMAT = "varve-restore-plan-1";

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS).build();

    public RestorePlan {
        if (!FORMAT.equals(format)) {
            throw new IllegalArgumentException("format \"" + format + "\" is not " + FORMAT);
        }
        risks = List.copyOf(risks);
        stages = List.copyOf(stages);
    }

    /**
     * Objects that are created before those of the next stage.
     *
     * @param await what must be true before the next stage begins, in a word; empty: nothing
     */
    public record Stage(String name, String await, List<PlanItem> items) {
        public Stage {
            items = List.copyOf(items);
        }
    }

    /** All items, in order. */
    public List<PlanItem> items() {
        return stages.stream().flatMap(stage -> stage.items().stream()).toList();
    }

    /** How many items there are of each action. */
    public Map<PlanItem.Action, Long> counts() {
        Map<PlanItem.Action, Long> counts = new EnumMap<>(PlanItem.Action.class);
        items().forEach(item -> counts.merge(item.action(), 1L, Long::sum));
        return counts;
    }

    /** Items that the API server would not take, or that the rules refuse. */
    public List<PlanItem> conflicts() {
        return items().stream()
                .filter(item -> item.isConflict() || item.action() == PlanItem.Action.REFUSE)
                .toList();
    }

    public byte[] toJson() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a plan is always JSON", e);
        }
    }

    /**
     * Reads a plan.
     *
     * @throws ProtocolException CONFIGURATION says what is wrong with it
     */
    public static RestorePlan parse(byte[] json) throws ProtocolException {
        try {
            return JSON.readValue(json, RestorePlan.class);
        } catch (IOException | IllegalArgumentException e) {
            throw wrong("no restore plan", e);
        }
    }

    /**
     * Reads a request.
     *
     * @throws ProtocolException CONFIGURATION says what is wrong with it
     */
    public static RestoreRequest parseRequest(JsonNode json) throws ProtocolException {
        try {
            return JSON.treeToValue(json, RestoreRequest.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw wrong("no restore request", e);
        }
    }

    private static ProtocolException wrong(String what, Exception e) {
        return new ProtocolException(
                ErrorCode.CONFIGURATION,
                what + ": " + e.getMessage(),
                "make one with varve k8s plan",
                e);
    }
}
