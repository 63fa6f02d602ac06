package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Controllers know the revision of a StatefulSet or DaemonSet again by the bytes of its data, which
 * they write with sorted names; one that is known again they also take for their own.
 */
final class RevisionRule implements Rule {
    @Override
    public Optional<Verdict> apply(Draft draft) {
        Json.object(draft.object(), "data")
                .ifPresent(data -> draft.object().set("data", sorted(data)));
        return GO_ON;
    }

    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            Map<String, JsonNode> fields = new TreeMap<>();
            object.properties().forEach(each -> fields.put(each.getKey(), sorted(each.getValue())));
            ObjectNode copy = Json.empty();
            fields.forEach(copy::set);
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = array.arrayNode();
            array.forEach(each -> copy.add(sorted(each)));
            return copy;
        }
        return node;
    }
}
