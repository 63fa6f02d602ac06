package dev.varve.k8s.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.capture.ObjectMatch;
import dev.varve.k8s.capture.PointingBack;
import dev.varve.k8s.capture.Scope;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.order.ReferencedObjects;
import dev.varve.k8s.point.PointObjects;
import dev.varve.k8s.point.PointObjects.StoredObject;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds what of a point a request means. Reads every object of its namespaces once. */
final class Selection {
    private static final GroupKind NAMESPACE = new GroupKind("", "Namespace");
    private static final GroupKind DEFINITION =
            new GroupKind("apiextensions.k8s.io", "CustomResourceDefinition");

    private final PointObjects objects;
    private final RestoreRequest request;
    private final ObjectMatch match;
    private final Set<String> named;
    private final PointIndex index;
    private final Set<ObjectKey> referred = new HashSet<>();
    private final Set<GroupKind> kinds = new HashSet<>();
    private final Set<String> namespaces = new TreeSet<>();

    private Selection(PointObjects objects, RestoreRequest request) {
        this.objects = objects;
        this.request = request;
        match = new ObjectMatch(request.scope(), objects.point().description().resources());
        named = new HashSet<>(request.objects());
        index = new PointIndex(objects);
    }

    /**
     * What the request takes.
     *
     * @throws ProtocolException USAGE when that is nothing, or when the point has no such object
     */
    static PointIndex of(PointObjects objects, RestoreRequest request)
            throws IOException, InterruptedException {
        Selection selection = new Selection(objects, request);
        selection.takeNamespaces();
        selection.takeClusterObjects();
        if (!selection.named.isEmpty()) {
            throw nothing("restore point " + objects.point().id() + " has no " + selection.named);
        }
        if (selection.index.keys().isEmpty()) {
            throw nothing("nothing of restore point " + objects.point().id() + " fits the request");
        }
        return selection.index;
    }

    private static ProtocolException nothing(String message) {
        return new ProtocolException(
                ErrorCode.USAGE, message, "varve ls POINT: shows what a point has");
    }

    private void takeNamespaces() throws IOException, InterruptedException {
        for (String namespace : objects.point().description().namespaces()) {
            if (match.takesNamespace(namespace)) {
                objects.forEach(namespace, this::takeNamespaced);
            }
        }
    }

    private void takeNamespaced(StoredObject stored, ObjectNode object) {
        ObjectKey key = stored.key();
        boolean isNamespace = key.kind().equals(NAMESPACE);
        boolean taken =
                request.objects().isEmpty()
                        ? isNamespace || match.takes(object)
                        : named.remove(name(key)) || isNamespace;
        if (!taken) {
            return;
        }
        index.add(stored, object);
        if (!isNamespace) {
            namespaces.add(key.namespace());
            kinds.add(key.kind());
            referred.addAll(ReferencedObjects.of(object));
        }
    }

    private static String name(ObjectKey key) {
        return key.kind()
                + "/"
                + (key.namespace().isEmpty() ? "" : key.namespace() + "/")
                + key.name();
    }

    private void takeClusterObjects() throws IOException, InterruptedException {
        if (request.clusterObjects() == Scope.ClusterObjects.NONE && named.isEmpty()) {
            return;
        }
        Map<ObjectKey, Collection<ObjectKey>> refers = new HashMap<>();
        Map<ObjectKey, StoredObject> outside = new HashMap<>();
        Map<ObjectKey, Boolean> seeds = new HashMap<>();
        objects.forEach(
                "",
                (stored, object) -> {
                    outside.put(stored.key(), stored);
                    refers.put(stored.key(), List.copyOf(ReferencedObjects.of(object)));
                    seeds.put(stored.key(), isSeed(stored.key(), object));
                });
        Set<ObjectKey> wanted = new TreeSet<>();
        seeds.forEach((key, isSeed) -> {
            if (isSeed) {
                close(key, refers, wanted);
            }
        });
        for (ObjectKey key : wanted) {
            StoredObject stored = outside.get(key);
            if (stored != null) {
                index.add(stored, objects.read(stored));
            }
        }
    }

    private boolean isSeed(ObjectKey key, ObjectNode object) {
        if (!request.objects().isEmpty()) {
            return named.remove(name(key))
                    || (request.clusterObjects() != Scope.ClusterObjects.NONE
                            && key.kind().equals(DEFINITION)
                            && definesTaken(object));
        }
        return switch (request.clusterObjects()) {
            case NONE -> false;
            case ALL -> match.takesKind(object);
            case RELATED ->
                    match.takesKind(object)
                            && (referred.contains(key)
                                    || (key.kind().equals(DEFINITION) && definesTaken(object))
                                    || PointingBack.to(object, namespaces));
        };
    }

    private boolean definesTaken(ObjectNode definition) {
        return Definitions.served(definition).keySet().stream().anyMatch(kinds::contains);
    }

    private static void close(
            ObjectKey key, Map<ObjectKey, Collection<ObjectKey>> refers, Set<ObjectKey> wanted) {
        if (refers.containsKey(key) && wanted.add(key)) {
            refers.get(key).forEach(next -> close(next, refers, wanted));
        }
    }
}
