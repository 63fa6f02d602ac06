package dev.varve.k8s.blueprint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Says by hand which blueprint protects something, instead of letting it be recognised.
 *
 * @param name of the Pod, of the workload, or of the workload that made the Pod; empty: any with
 *     the labels
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
                && (name.isEmpty() || names(metadata).contains(name))
                && labels.entrySet().stream()
                        .allMatch(each -> has.path(each.getKey()).asText().equals(each.getValue()));
    }

    /**
     * Its own name and those of its owners. A Deployment's Pod names the ReplicaSet, which is
     * called as the Deployment with the template's hash behind.
     */
    private static Set<String> names(JsonNode metadata) {
        Set<String> names = new HashSet<>();
        names.add(metadata.path("name").asText());
        String hash = "-" + metadata.path("labels").path("pod-template-hash").asText("none");
        for (JsonNode owner : metadata.path("ownerReferences")) {
            String owned = owner.path("name").asText();
            names.add(owned);
            if (owned.endsWith(hash)) {
                names.add(owned.substring(0, owned.length() - hash.length()));
            }
        }
        return names;
    }

    /** A name says more than labels, and more labels say more than fewer. */
    int precision() {
        return (name.isEmpty() ? 0 : 1000) + labels.size();
    }
}
