package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;

/** Reads the names of objects out of their JSON. */
public final class Keys {
    private Keys() {}

    /** The key of an object; its namespace is empty when it names none. */
    public static ObjectKey of(JsonNode object) {
        return new ObjectKey(
                kind(object),
                Json.text(object, "metadata", "namespace"),
                Json.text(object, "metadata", "name"));
    }

    /** The kind of an object. */
    public static GroupKind kind(JsonNode object) {
        String kind = Json.text(object, "kind");
        String apiVersion = Json.text(object, "apiVersion");
        if (kind.isEmpty() || apiVersion.isEmpty()) {
            throw new IllegalArgumentException("an object without apiVersion or kind");
        }
        return GroupKind.of(apiVersion, kind);
    }
}
