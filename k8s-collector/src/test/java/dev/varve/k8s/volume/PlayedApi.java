package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.Deletion;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.model.GroupKind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Short words for what the played driver does with the API server. */
final class PlayedApi {
    private final Cluster cluster;
    final Served served;

    PlayedApi(Cluster cluster) throws IOException, InterruptedException {
        this.cluster = cluster;
        served = new Served(cluster.discover());
    }

    List<ObjectNode> all(GroupKind kind) throws IOException, InterruptedException {
        return Served.list(cluster, ListQuery.all(served.require(kind), ""));
    }

    Optional<ObjectNode> get(GroupKind kind, String namespace, String name)
            throws IOException, InterruptedException {
        return name.isEmpty()
                ? Optional.empty()
                : cluster.get(served.require(kind), namespace, name);
    }

    void create(GroupKind kind, ObjectNode object) throws IOException, InterruptedException {
        try {
            ObjectNode _ =
                    cluster.create(
                            served.require(kind),
                            text(object, "/metadata/namespace"),
                            object,
                            Write.REAL);
        } catch (ClusterException e) {
            if (!e.isAlreadyExists()) {
                throw e;
            }
        }
    }

    void patch(GroupKind kind, ObjectNode object, String subresource, String json)
            throws IOException, InterruptedException {
        try {
            ObjectNode _ =
                    cluster.mergePatch(
                            served.require(kind),
                            text(object, "/metadata/namespace"),
                            text(object, "/metadata/name"),
                            subresource,
                            Objects.parse(json),
                            Write.REAL);
        } catch (ClusterException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    void delete(GroupKind kind, ObjectNode object) throws IOException, InterruptedException {
        boolean _ =
                cluster.delete(
                        served.require(kind),
                        text(object, "/metadata/namespace"),
                        text(object, "/metadata/name"),
                        Deletion.BACKGROUND);
    }

    static boolean isGoing(ObjectNode object) {
        return object.path("metadata").has("deletionTimestamp");
    }

    static String text(ObjectNode object, String pointer) {
        return object.at(pointer).asText("");
    }
}
