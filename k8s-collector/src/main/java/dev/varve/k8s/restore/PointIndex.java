package dev.varve.k8s.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.point.PointObjects;
import dev.varve.k8s.point.PointObjects.StoredObject;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The objects of a point that a restore takes: their names in memory, their contents read when
 * asked for. Confined to one thread.
 */
final class PointIndex {
    private static final int KEPT = 256;

    private final PointObjects objects;
    private final Map<ObjectKey, StoredObject> stored = new TreeMap<>();
    private final Map<String, ObjectKey> byUid = new HashMap<>();
    private final Map<ObjectKey, ObjectNode> kept =
            new LinkedHashMap<>(KEPT, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<ObjectKey, ObjectNode> eldest) {
                    return size() > KEPT;
                }
            };

    PointIndex(PointObjects objects) {
        this.objects = objects;
    }

    void add(StoredObject object, ObjectNode json) {
        stored.put(object.key(), object);
        String uid = json.path("metadata").path("uid").asText();
        if (!uid.isEmpty()) {
            byUid.put(uid, object.key());
        }
    }

    Collection<ObjectKey> keys() {
        return stored.keySet();
    }

    Optional<ObjectKey> byUid(String uid) {
        return Optional.ofNullable(byUid.get(uid));
    }

    boolean has(ObjectKey key) {
        return stored.containsKey(key);
    }

    /** The object as it was captured; not to be modified. */
    Optional<ObjectNode> read(ObjectKey key) throws IOException, InterruptedException {
        StoredObject where = stored.get(key);
        if (where == null) {
            return Optional.empty();
        }
        ObjectNode known = kept.get(key);
        if (known == null) {
            known = objects.read(where);
            kept.put(key, known);
        }
        return Optional.of(known);
    }

    /** The object in the versions that were captured beside the preferred one. */
    List<ObjectNode> otherVersions(ObjectKey key) throws IOException, InterruptedException {
        StoredObject where = stored.get(key);
        return where == null ? List.of() : objects.otherVersions(where);
    }

    /** Kinds that definitions in this restore bring, with their served versions. */
    Map<GroupKind, List<String>> broughtKinds() throws IOException, InterruptedException {
        Map<GroupKind, List<String>> brought = new HashMap<>();
        for (ObjectKey key : Set.copyOf(stored.keySet())) {
            if (key.kind().kind().equals("CustomResourceDefinition")) {
                read(key).ifPresent(definition -> brought.putAll(Definitions.served(definition)));
            }
        }
        return brought;
    }
}
