package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
            } else if (!value.isNull()) {
                JsonNode whole = overlay(there, value);
                if (!whole.equals(there)) {
                    patch.set(field.getKey(), whole);
                }
            }
        }
        return patch;
    }

    /**
     * What the existing value becomes. A merge patch replaces lists whole, so elements of the same
     * list keep what the API server put into the existing ones: node ports, defaults.
     */
    private static JsonNode overlay(JsonNode existing, JsonNode wished) {
        if (wished instanceof ArrayNode list
                && existing instanceof ArrayNode there
                && isSameList(there, list)) {
            ArrayNode whole = list.arrayNode();
            for (int i = 0; i < list.size(); i++) {
                whole.add(overlay(there.get(i), list.get(i)));
            }
            return whole;
        }
        if (wished instanceof ObjectNode object && existing instanceof ObjectNode there) {
            ObjectNode whole = there.deepCopy();
            object.properties()
                    .forEach(field ->
                            whole.set(
                                    field.getKey(),
                                    overlay(there.path(field.getKey()), field.getValue())));
            return whole;
        }
        return wished.deepCopy();
    }

    /** True when elements stand for the same things in the same order, as far as names tell. */
    private static boolean isSameList(ArrayNode one, ArrayNode other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!one.get(i).path("name").equals(other.get(i).path("name"))
                    || one.get(i).isObject() != other.get(i).isObject()) {
                return false;
            }
        }
        return true;
    }
}
