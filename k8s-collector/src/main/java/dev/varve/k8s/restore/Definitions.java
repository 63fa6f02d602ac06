package dev.varve.k8s.restore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads CustomResourceDefinitions, of v1 and v1beta1. */
final class Definitions {
    private Definitions() {}

    /** The kind that a definition makes, with the apiVersions served, the stored one first. */
    static Map<GroupKind, List<String>> served(ObjectNode definition) {
        JsonNode spec = definition.path("spec");
        String group = spec.path("group").asText();
        List<String> versions = new ArrayList<>();
        for (JsonNode version : spec.path("versions")) {
            if (version.path("served").asBoolean()) {
                int at = version.path("storage").asBoolean() ? 0 : versions.size();
                versions.add(at, group + "/" + version.path("name").asText());
            }
        }
        if (versions.isEmpty() && spec.hasNonNull("version")) {
            versions.add(group + "/" + spec.path("version").asText());
        }
        return Map.of(
                new GroupKind(group, spec.path("names").path("kind").asText()),
                List.copyOf(versions));
    }

    /** True once the API server serves the kind. */
    static boolean isEstablished(ObjectNode definition) {
        return isTrue(definition, "Established") && isTrue(definition, "NamesAccepted");
    }

    private static boolean isTrue(ObjectNode object, String condition) {
        for (JsonNode each : object.path("status").path("conditions")) {
            if (each.path("type").asText().equals(condition)) {
                return each.path("status").asText().equals("True");
            }
        }
        return false;
    }
}
