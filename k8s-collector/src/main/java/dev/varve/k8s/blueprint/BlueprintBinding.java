package dev.varve.k8s.blueprint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * Says by hand which blueprint protects something, instead of letting it be recognised.
 *
 * @param name of the Pod or workload; empty: any with the labels
 * @param labels that it must have; empty: any
 * @param blueprint its name, or {@link #NONE}
 * @param mode empty: the blueprint's first
 * @param container empty: the one that is recognised, else the first
 * @param parameters variables for the blueprint's scripts; no secrets, which come from the
 *     container's own environment
 */
public record BlueprintBinding(
        String namespace,
        String name,
        Map<String, String> labels,
        String blueprint,
        String mode,
        String container,
        Map<String, String> parameters) {
    /** Protect it without any blueprint. */
    public static final String NONE = "none";

    public BlueprintBinding {
        if (namespace.isEmpty() || blueprint.isEmpty()) {
            throw new IllegalArgumentException("a binding needs a namespace and a blueprint");
        }
        parameters.forEach((key, value) -> {
            if (!key.matches("[A-Z][A-Z0-9_]{0,63}") || value.contains("\0")) {
                throw new IllegalArgumentException("not a variable for scripts: " + key);
            }
            if (key.matches(".*(PASS|SECRET|TOKEN|PWD|KEY).*") && !key.endsWith("_FILE")) {
                throw new IllegalArgumentException(
                        key + " looks like a secret: give it to the container instead");
            }
        });
        labels = Map.copyOf(labels);
        parameters = Map.copyOf(parameters);
    }

    boolean fits(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        JsonNode has = metadata.path("labels");
        return metadata.path("namespace").asText().equals(namespace)
                && (name.isEmpty() || metadata.path("name").asText().equals(name))
                && labels.entrySet().stream()
                        .allMatch(each -> has.path(each.getKey()).asText().equals(each.getValue()));
    }

    /** A name says more than labels, and more labels say more than fewer. */
    int precision() {
        return (name.isEmpty() ? 0 : 1000) + labels.size();
    }
}
