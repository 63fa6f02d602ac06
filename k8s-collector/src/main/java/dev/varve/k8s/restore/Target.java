package dev.varve.k8s.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.Discovery;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The cluster that is restored into. Confined to one thread. */
final class Target {
    private final Cluster cluster;
    private final Map<GroupKind, List<String>> brought;
    private Discovery discovery;

    /**
     * A target.
     *
     * @param brought kinds that are not served yet, and will be
     */
    Target(Cluster cluster, Map<GroupKind, List<String>> brought)
            throws IOException, InterruptedException {
        this.cluster = cluster;
        this.brought = brought;
        discovery = cluster.discover();
    }

    Cluster cluster() {
        return cluster;
    }

    void rediscover() throws IOException, InterruptedException {
        discovery = cluster.discover();
    }

    List<String> served(GroupKind kind) {
        List<String> now =
                discovery.resources().stream()
                        .filter(each -> each.groupKind().equals(kind))
                        .map(ApiResource::apiVersion)
                        .toList();
        return now.isEmpty() ? brought.getOrDefault(kind, List.of()) : now;
    }

    /** How the target serves the object's own version; nothing while it does not. */
    Optional<ApiResource> resource(ObjectNode object) {
        return discovery.find(object.path("apiVersion").asText(), object.path("kind").asText());
    }

    Optional<ApiResource> resource(GroupKind kind) {
        return discovery.preferred(kind);
    }

    Optional<ObjectNode> get(ObjectKey key) throws IOException, InterruptedException {
        Optional<ApiResource> resource = discovery.preferred(key.kind());
        return resource.isEmpty()
                ? Optional.empty()
                : cluster.get(resource.get(), key.namespace(), key.name());
    }

    /** Like {@link #get}; what may not be read counts as absent: the write will tell. */
    Optional<ObjectNode> look(ObjectKey key) throws IOException, InterruptedException {
        try {
            return get(key);
        } catch (ClusterException e) {
            if (e.isForbidden()) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
