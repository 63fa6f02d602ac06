package dev.varve.k8s.act;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;

/** An object on a cluster that carries the collector's marks. */
record Touched(ApiResource resource, ObjectNode object) {
    GroupKind kind() {
        return resource.groupKind();
    }

    ObjectKey key() {
        return Acts.key(resource, object);
    }

    String namespace() {
        return key().namespace();
    }

    String name() {
        return key().name();
    }

    /** When, as text that sorts by time. */
    String created() {
        return object.path("metadata").path("creationTimestamp").asText("");
    }

    String uid() {
        return object.path("metadata").path("uid").asText("");
    }
}
