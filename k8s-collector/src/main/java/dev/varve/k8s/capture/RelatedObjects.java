package dev.varve.k8s.capture;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.Discovery;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.order.ReferencedObjects;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Objects outside of namespaces that what was taken needs, or that work for it: what it names (a
 * claim its volume, a volume its class), definitions of custom kinds, bindings of its accounts, and
 * webhooks and API services that its Services answer. Confined to one thread.
 */
final class RelatedObjects {
    private static final GroupKind DEFINITION =
            new GroupKind("apiextensions.k8s.io", "CustomResourceDefinition");

    /** Kinds that name what they serve; the served does not name them. */
    private static final List<GroupKind> POINTING_BACK =
            List.of(
                    new GroupKind("rbac.authorization.k8s.io", "ClusterRoleBinding"),
                    new GroupKind("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
                    new GroupKind("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
                    new GroupKind("apiregistration.k8s.io", "APIService"));

    private final Discovery discovery;
    private final Predicate<ObjectKey> served;
    private final Set<ObjectKey> wanted = new HashSet<>();
    private final Deque<ObjectKey> unread = new ArrayDeque<>();

    /**
     * A search.
     *
     * @param served objects whose servants come along
     */
    RelatedObjects(Discovery discovery, Predicate<ObjectKey> served) {
        this.discovery = discovery;
        this.served = served;
    }

    /** An object was taken. */
    void saw(ObjectNode object) {
        ReferencedObjects.of(object).forEach(this::want);
        GroupKind kind = kind(object);
        discovery
                .preferred(kind)
                .filter(resource -> kind.group().contains("."))
                .ifPresent(resource ->
                        want(new ObjectKey(DEFINITION, "", resource.qualifiedPlural())));
    }

    private void want(ObjectKey key) {
        boolean outside =
                discovery.preferred(key.kind()).filter(each -> !each.namespaced()).isPresent();
        if (outside && key.namespace().isEmpty() && wanted.add(key)) {
            unread.add(key);
        }
    }

    /** Finds what points back, and what the wanted objects themselves name. */
    void close(Cluster cluster, CaptureReport report) throws IOException, InterruptedException {
        for (GroupKind kind : POINTING_BACK) {
            Optional<ApiResource> resource = discovery.preferred(kind);
            if (resource.isPresent()) {
                findPointingBack(cluster, resource.get(), report);
            }
        }
        for (ObjectKey key = unread.poll(); key != null; key = unread.poll()) {
            Optional<ApiResource> resource = discovery.preferred(key.kind());
            if (resource.isPresent()) {
                read(cluster, resource.get(), key, report);
            }
        }
    }

    private void findPointingBack(Cluster cluster, ApiResource resource, CaptureReport report)
            throws IOException, InterruptedException {
        ObjectMapper json = new ObjectMapper();
        try {
            cluster.list(
                    ListQuery.all(resource, ""),
                    bytes -> {
                        ObjectNode object = (ObjectNode) json.readTree(bytes);
                        if (PointingBack.to(object, served)) {
                            String name = object.path("metadata").path("name").asText();
                            want(new ObjectKey(resource.groupKind(), "", name));
                        }
                    });
        } catch (ClusterException e) {
            if (!e.isForbidden()) {
                throw e;
            }
            report.warn(resource.qualifiedPlural() + " may not be listed: " + e.getMessage());
        }
    }

    private void read(Cluster cluster, ApiResource resource, ObjectKey key, CaptureReport report)
            throws IOException, InterruptedException {
        try {
            cluster.get(resource, "", key.name())
                    .ifPresent(object -> ReferencedObjects.of(object).forEach(this::want));
        } catch (ClusterException e) {
            if (!e.isForbidden()) {
                throw e;
            }
            report.warn(key + " may not be read: " + e.getMessage());
        }
    }

    boolean wants(ApiResource resource) {
        return wanted.stream().anyMatch(key -> key.kind().equals(resource.groupKind()));
    }

    boolean wants(ObjectNode object) {
        String name = object.path("metadata").path("name").asText();
        return wanted.contains(new ObjectKey(kind(object), "", name));
    }

    private static GroupKind kind(ObjectNode object) {
        return GroupKind.of(object.path("apiVersion").asText(), object.path("kind").asText());
    }
}
