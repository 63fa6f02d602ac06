package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Changes that the user asks for beyond the options, applied in their order after all rules.
 *
 * <pre>{@code
 * [{"name": "one replica",
 *   "match": {"kind": "Deployment.apps", "namespace": "shop", "name": "web-*",
 *             "labels": {"tier": "front"}},
 *   "patch": [{"op": "replace", "path": "/spec/replicas", "value": 1}]},
 *  {"name": "no load balancer",
 *   "match": {"kind": "Service"},
 *   "merge": {"spec": {"type": "ClusterIP"}}}]
 * }</pre>
 */
public final class TransformSet {
    public static final TransformSet NONE = new TransformSet(List.of());

    private final List<Transform> transforms;

    private TransformSet(List<Transform> transforms) {
        this.transforms = List.copyOf(transforms);
    }

    /** What became of an object. */
    sealed interface Result {
        /**
         * The object as it is now.
         *
         * @param rules the names of the transforms that met it
         */
        record Done(ObjectNode object, List<String> rules) implements Result {}

        record Failed(String reason) implements Result {}
    }

    /**
     * Reads a set.
     *
     * @throws IllegalArgumentException names the transform that makes no sense
     */
    public static TransformSet parse(JsonNode json) {
        if (!json.isArray()) {
            throw new IllegalArgumentException("transforms must be a list");
        }
        List<Transform> transforms = new ArrayList<>();
        for (JsonNode each : json) {
            String name = each.path("name").asText("#" + (transforms.size() + 1));
            transforms.add(new Transform(name, match(each.path("match")), change(name, each)));
        }
        return new TransformSet(transforms);
    }

    private static Match match(JsonNode json) {
        Map<String, String> labels = new HashMap<>();
        json.path("labels")
                .properties()
                .forEach(each -> labels.put(each.getKey(), each.getValue().asText()));
        String kind = Json.text(json, "kind");
        return new Match(
                kind.isEmpty() ? Optional.empty() : Optional.of(GroupKind.parse(kind)),
                Json.text(json, "namespace"),
                Json.text(json, "name"),
                labels);
    }

    private static Transform.Change change(String name, JsonNode json) {
        if (json.has("patch") == json.has("merge")) {
            throw new IllegalArgumentException(
                    "transform " + name + " needs one of patch and merge");
        }
        if (json.path("patch") instanceof ArrayNode operations) {
            return new Transform.Change.Patch(operations);
        }
        if (json.path("merge") instanceof ObjectNode patch) {
            return new Transform.Change.Merge(patch);
        }
        throw new IllegalArgumentException(
                "transform " + name + ": patch must be a list, merge an object");
    }

    /** Changes a copy of {@code object}; transforms choose by what was captured. */
    Result apply(ObjectNode captured, ObjectNode object) {
        ObjectNode changed = object;
        List<String> rules = new ArrayList<>();
        for (Transform transform : transforms) {
            if (transform.match().fits(captured)) {
                String place = "transform " + transform.name() + " on " + Keys.of(captured) + ": ";
                try {
                    changed = transform.apply(changed);
                } catch (Transform.DoesNotApply e) {
                    return new Result.Failed(place + e.getMessage());
                }
                if (!isSame(object, changed)) {
                    return new Result.Failed(place + "kind, namespace and name must stay");
                }
                rules.add(transform.name());
            }
        }
        return new Result.Done(changed, rules);
    }

    private static boolean isSame(ObjectNode one, ObjectNode other) {
        ObjectKey key = Keys.of(one);
        return key.kind().kind().equals(Json.text(other, "kind"))
                && key.name().equals(Json.text(other, "metadata", "name"))
                && key.namespace().equals(Json.text(other, "metadata", "namespace"));
    }
}
