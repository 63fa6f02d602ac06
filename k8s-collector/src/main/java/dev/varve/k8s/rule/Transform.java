package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.CompatibilityFlags;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.util.EnumSet;
import java.util.Set;

/**
 * One change that the user asks for.
 *
 * @param name what messages call it
 * @param match the objects it is for, as they were captured
 */
record Transform(String name, Match match, Change change) {
    /** How an object is changed. */
    sealed interface Change {
        /** RFC 6902. */
        record Patch(ArrayNode operations) implements Change {}

        /** RFC 7386. */
        record Merge(ObjectNode patch) implements Change {}
    }

    private static final Set<String> OPERATIONS =
            Set.of("add", "remove", "replace", "move", "copy", "test");

    /** As RFC 6902 has it: what is not there cannot be removed. */
    private static final EnumSet<CompatibilityFlags> STRICT =
            EnumSet.of(CompatibilityFlags.FORBID_REMOVE_MISSING_OBJECT);

    Transform {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a transform without a name");
        }
        if (change instanceof Change.Patch patch) {
            patch.operations().forEach(each -> requireOperation(name, each));
        }
    }

    private static void requireOperation(String name, JsonNode operation) {
        String op = Json.text(operation, "op");
        boolean complete =
                switch (op) {
                    case "add", "replace", "test" -> operation.has("value");
                    case "move", "copy" -> operation.has("from");
                    default -> OPERATIONS.contains(op);
                };
        if (!complete || !operation.path("path").isTextual()) {
            throw new IllegalArgumentException(
                    "transform " + name + ": no JSON patch operation: " + operation);
        }
    }

    /** Applies it to a copy. */
    ObjectNode apply(ObjectNode object) throws DoesNotApply {
        return switch (change) {
            case Change.Patch patch -> patch(object, patch.operations());
            case Change.Merge merge -> {
                ObjectNode copy = object.deepCopy();
                MergePatch.apply(copy, merge.patch());
                yield copy;
            }
        };
    }

    /** One operation after the other, so that the one which fails can be named. */
    private static ObjectNode patch(ObjectNode object, ArrayNode operations) throws DoesNotApply {
        JsonNode patched = object;
        for (JsonNode operation : operations) {
            try {
                patched = JsonPatch.apply(operations.arrayNode().add(operation), patched, STRICT);
            } catch (JsonPatchException | IllegalArgumentException e) {
                throw new DoesNotApply(operation, String.valueOf(e.getMessage()));
            }
        }
        if (patched instanceof ObjectNode whole) {
            return whole;
        }
        throw new DoesNotApply(operations, "what is left is no object");
    }

    /** An operation that the object does not take. */
    static final class DoesNotApply extends Exception {
        private static final long serialVersionUID = 1;

        DoesNotApply(JsonNode operation, String why) {
            super(
                    "operation "
                            + Json.text(operation, "op")
                            + " "
                            + Json.text(operation, "path")
                            + " does not apply: "
                            + why);
        }
    }
}
