package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.Deletion;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.cluster.ObjectSink;
import dev.varve.k8s.model.ApiResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Keeps objects of custom kinds as an API server would: uids, finalizers, status apart, owners. A
 * fake, for API servers whose build cannot keep custom resources. Safe for use by many threads.
 */
final class KeptKinds {
    private final Map<String, ObjectNode> objects = new TreeMap<>();
    private long version;

    synchronized Optional<ObjectNode> get(ApiResource resource, String namespace, String name) {
        return Optional.ofNullable(objects.get(resource.path(namespace, name)))
                .map(ObjectNode::deepCopy);
    }

    synchronized ObjectNode create(ApiResource resource, String namespace, ObjectNode given)
            throws ClusterException {
        String path = resource.path(namespace, given.at("/metadata/name").asText());
        if (objects.containsKey(path)) {
            throw new ClusterException(409, "AlreadyExists", path + " already exists");
        }
        ObjectNode object = given.deepCopy();
        object.remove("status");
        object.withObject("/metadata")
                .put("uid", UUID.randomUUID().toString())
                .put("creationTimestamp", "2026-01-01T00:00:00Z");
        return keep(path, object);
    }

    synchronized ObjectNode mergePatch(
            ApiResource resource, String namespace, String name, String subresource, JsonNode patch)
            throws ClusterException {
        String path = resource.path(namespace, name);
        ObjectNode object = require(path).deepCopy();
        ObjectNode change = patch.deepCopy();
        if (subresource.equals("status")) {
            change.retain("status");
        } else {
            change.remove("status");
        }
        merge(object, change);
        if (isGoing(object) && object.at("/metadata/finalizers").isEmpty()) {
            remove(path);
            return object;
        }
        return keep(path, object);
    }

    synchronized boolean delete(
            ApiResource resource, String namespace, String name, Deletion deletion)
            throws ClusterException {
        String path = resource.path(namespace, name);
        ObjectNode object = objects.get(path);
        if (object == null) {
            return false;
        }
        if (!deletion.uid().isEmpty()
                && !deletion.uid().equals(object.at("/metadata/uid").asText())) {
            throw new ClusterException(409, "Conflict", path + " has another uid");
        }
        if (object.at("/metadata/finalizers").isEmpty()) {
            remove(path);
        } else {
            object.withObject("/metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z");
        }
        return true;
    }

    void list(ListQuery query, ObjectSink sink) throws IOException, InterruptedException {
        for (ObjectNode object : fitting(query)) {
            sink.accept(object.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private synchronized List<ObjectNode> fitting(ListQuery query) {
        List<ObjectNode> fitting = new ArrayList<>();
        String kind = query.resource().kind();
        for (ObjectNode object : objects.values()) {
            String namespace = object.at("/metadata/namespace").asText("");
            if (object.path("kind").asText().equals(kind)
                    && (query.namespace().isEmpty() || query.namespace().equals(namespace))
                    && fits(object.at("/metadata/labels"), query.labelSelector())) {
                fitting.add(object.deepCopy());
            }
        }
        return fitting;
    }

    private static boolean fits(JsonNode labels, String selector) {
        for (String term : selector.split(",", -1)) {
            int equals = term.indexOf('=');
            boolean fits =
                    term.isEmpty()
                            || (equals < 0
                                    ? labels.has(term)
                                    : labels.path(term.substring(0, equals))
                                            .asText("")
                                            .equals(term.substring(equals + 1)));
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private ObjectNode keep(String path, ObjectNode object) {
        version++;
        object.withObject("/metadata").put("resourceVersion", String.valueOf(version));
        objects.put(path, object);
        return object.deepCopy();
    }

    /** Its dependents go too, as garbage collection would have it. */
    private void remove(String path) {
        ObjectNode gone = objects.remove(path);
        if (gone == null) {
            return;
        }
        String uid = gone.at("/metadata/uid").asText();
        for (Map.Entry<String, ObjectNode> each : List.copyOf(objects.entrySet())) {
            for (JsonNode owner : each.getValue().at("/metadata/ownerReferences")) {
                if (owner.path("uid").asText().equals(uid)) {
                    if (each.getValue().at("/metadata/finalizers").isEmpty()) {
                        remove(each.getKey());
                    } else {
                        each.getValue()
                                .withObject("/metadata")
                                .put("deletionTimestamp", "2026-01-01T00:00:00Z");
                    }
                }
            }
        }
    }

    private ObjectNode require(String path) throws ClusterException {
        ObjectNode object = objects.get(path);
        if (object == null) {
            throw new ClusterException(404, "NotFound", path + " not found");
        }
        return object;
    }

    private static boolean isGoing(ObjectNode object) {
        return object.path("metadata").has("deletionTimestamp");
    }

    private static void merge(ObjectNode object, ObjectNode patch) {
        patch.properties()
                .forEach(field -> {
                    if (field.getValue().isNull()) {
                        object.remove(field.getKey());
                    } else if (field.getValue() instanceof ObjectNode inner) {
                        merge(object.withObjectProperty(field.getKey()), inner);
                    } else {
                        object.set(field.getKey(), field.getValue());
                    }
                });
    }
}
