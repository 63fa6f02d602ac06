package dev.varve.k8s.controller;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.k8s.point.ClusterPoint;
import dev.varve.k8s.resource.RestorePoint;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.PointDocument;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;

/** The points of clusters in a vault. */
final class Points {
    private static final String LATEST = "latest:";

    private Points() {}

    /** All of them, oldest first. */
    static List<ClusterPoint> list(RepositoryClient client, VaultCipher cipher)
            throws ProtocolException, InterruptedException {
        List<ClusterPoint> points = new ArrayList<>();
        for (PointDocument document :
                client.listPoints(ListPoints.getDefaultInstance()).getPointsList()) {
            ClusterPoint.open(document, cipher).ifPresent(points::add);
        }
        return points;
    }

    /**
     * The one meant.
     *
     * @param name an id, the name of a RestorePoint of the namespace, or {@code latest:CLUSTER}
     * @throws ProtocolException POINT_UNKNOWN
     */
    static ClusterPoint find(
            Repositories.Open repository, KubernetesClient client, String namespace, String name)
            throws ProtocolException, InterruptedException {
        List<ClusterPoint> all = list(repository.client(), repository.cipher());
        String wanted = name;
        RestorePoint view =
                name.startsWith(LATEST)
                        ? null
                        : client.resources(RestorePoint.class)
                                .inNamespace(namespace)
                                .withName(name)
                                .get();
        if (view != null) {
            wanted = view.getSpec().pointId;
        }
        for (ClusterPoint point : all.reversed()) {
            if (isMeant(point, wanted)) {
                return point;
            }
        }
        throw new ProtocolException(
                ErrorCode.POINT_UNKNOWN,
                "the vault has no restore point \"" + name + "\" of a cluster",
                "kubectl get restorepoints shows what there is");
    }

    private static boolean isMeant(ClusterPoint point, String wanted) {
        return wanted.startsWith(LATEST)
                ? point.description().cluster().equals(wanted.substring(LATEST.length()))
                : point.id().toString().equals(wanted);
    }
}
