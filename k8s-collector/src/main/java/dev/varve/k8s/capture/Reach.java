package dev.varve.k8s.capture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.Discovery;
import dev.varve.k8s.model.ApiResource;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.util.List;

/**
 * What a scope means on a cluster at this moment.
 *
 * @param discovery the kinds of the cluster
 * @param namespaces those of the scope, sorted
 * @param chosen what is taken in them
 */
public record Reach(Discovery discovery, Scope scope, List<String> namespaces, Chosen chosen) {
    public Reach {
        namespaces = List.copyOf(namespaces);
    }

    /**
     * Finds it.
     *
     * @throws ProtocolException USAGE when the scope fits no namespace
     */
    public static Reach of(Cluster cluster, Scope scope) throws IOException, InterruptedException {
        Discovery discovery = cluster.discover();
        List<String> namespaces = NamespaceList.of(cluster, discovery, scope);
        if (namespaces.isEmpty() && scope.clusterObjects() == Scope.ClusterObjects.NONE) {
            throw new ProtocolException(
                    ErrorCode.USAGE,
                    "no namespace of " + cluster.server() + " fits the scope",
                    "varve k8s discover shows what there is");
        }
        return new Reach(
                discovery, scope, namespaces, Chosen.of(cluster, discovery, scope, namespaces));
    }

    /** Whether a claim of these namespaces is taken. */
    public boolean takesClaim(ObjectNode claim) {
        ApiResource claims = discovery.find("v1", "PersistentVolumeClaim").orElseThrow();
        return chosen.takes(claims, claim);
    }
}
