package dev.varve.k8s.order;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** Names the objects that an object may refer to. */
public final class ReferencedObjects {
    private ReferencedObjects() {}

    /**
     * Keys of all that it may mean: where the reference does not tell, both in its own namespace
     * and outside of namespaces. Whether such objects exist is another matter.
     */
    public static Collection<ObjectKey> of(ObjectNode object) {
        String own = object.path("metadata").path("namespace").asText("");
        Set<ObjectKey> keys = new LinkedHashSet<>();
        for (Reference each : References.of(object)) {
            if (!each.kind().group().equals(Reference.ANY_GROUP)) {
                keys.add(new ObjectKey(each.kind(), each.namespace(), each.name()));
                keys.add(
                        new ObjectKey(
                                each.kind(),
                                each.namespace().isEmpty() ? own : each.namespace(),
                                each.name()));
            }
        }
        return keys;
    }
}
