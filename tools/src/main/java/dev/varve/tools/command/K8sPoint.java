package dev.varve.tools.command;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.k8s.point.ClusterPoint;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.PointDocument;
import java.util.Optional;

/** How people name restore points of clusters: an id, its beginning, or {@code latest:CLUSTER}. */
final class K8sPoint {
    private K8sPoint() {}

    /**
     * The point meant.
     *
     * @throws ProtocolException POINT_UNKNOWN; USAGE when it is not of a cluster
     */
    static ClusterPoint find(RepositoryClient client, VaultCipher cipher, String name)
            throws ProtocolException, InterruptedException {
        if (!name.startsWith(PointName.LATEST)) {
            return ClusterPoint.require(new PointName(client).point(name), cipher);
        }
        String cluster = name.substring(PointName.LATEST.length());
        for (PointDocument document :
                client.listPoints(ListPoints.getDefaultInstance()).getPointsList().reversed()) {
            Optional<ClusterPoint> point = ClusterPoint.open(document, cipher);
            if (point.isPresent() && point.get().description().cluster().equals(cluster)) {
                return point.get();
            }
        }
        throw new ProtocolException(
                ErrorCode.POINT_UNKNOWN,
                "this vault has no restore point of a cluster called \"" + cluster + "\"",
                "varve k8s points lists those there are");
    }
}
