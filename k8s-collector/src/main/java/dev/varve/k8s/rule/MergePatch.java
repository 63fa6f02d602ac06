package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** JSON merge patches, RFC 7386. */
final class MergePatch {
    private MergePatch() {}

    /** Applies a patch to {@code target} itself. */
    static void apply(ObjectNode target, ObjectNode patch) {
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            JsonNode value = field.getValue();
            if (value.isNull()) {
                target.remove(field.getKey());
            } else if (value instanceof ObjectNode nested) {
                apply(Json.make(target, field.getKey()), nested);
            } else {
                target.set(field.getKey(), value.deepCopy());
            }
        }
    }

    /**
     * The patch that gives {@code existing} all that {@code wished} has. It takes nothing away:
     * what only the existing one has stays.
     */
    static ObjectNode toward(JsonNode existing, ObjectNode wished) {
        ObjectNode patch = Json.empty();
        for (Map.Entry<String, JsonNode> field : wished.properties()) {
            JsonNode value = field.getValue();
            JsonNode there = existing.path(field.getKey());
            if (value instanceof ObjectNode nested && !nested.isEmpty()) {
                ObjectNode inner = toward(there, nested);
                if (!inner.isEmpty()) {
                    patch.set(field.getKey(), inner);
                }
            } else if (!value.isNull() && !value.equals(there)) {
                patch.set(field.getKey(), value.deepCopy());
            }
        }
        return patch;
    }
}
