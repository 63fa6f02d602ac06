package dev.varve.k8s.capture;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.k8s.point.ClusterPoint;
import dev.varve.k8s.point.PointDescription;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.PointDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What points before, of the same cluster and scope, had and is not there now: nobody must miss it
 * silently.
 *
 * @param namespaces of the point before, that are gone or no longer fit
 * @param volumes claims of the last point with volumes, as NAMESPACE/CLAIM, that are gone or whose
 *     namespace is; those that a point since has named are not named again
 */
record Departures(List<String> namespaces, List<String> volumes) {
    /** So many points of the scope are looked through for one with volumes. */
    static final int MOST_POINTS = 100;

    Departures {
        namespaces = List.copyOf(namespaces);
        volumes = List.copyOf(volumes);
    }

    /** Tells which claims there are. */
    @FunctionalInterface
    interface Claims {
        boolean has(String namespace, String claim) throws IOException, InterruptedException;
    }

    /** Compares with the points of a vault. */
    static Departures find(
            RepositoryClient client,
            VaultCipher cipher,
            ClusterBackup.Request request,
            Claims claims)
            throws IOException, InterruptedException {
        List<PointDescription> before = new ArrayList<>();
        boolean volumes = false;
        for (PointDocument document :
                client.listPoints(ListPoints.getDefaultInstance()).getPointsList().reversed()) {
            if (volumes || before.size() == MOST_POINTS) {
                break;
            }
            Optional<PointDescription> description = open(document, cipher, request);
            description.ifPresent(before::add);
            volumes = description.filter(each -> !each.volumes().isEmpty()).isPresent();
        }
        return between(before, request.reach().namespaces(), claims);
    }

    private static Optional<PointDescription> open(
            PointDocument document, VaultCipher cipher, ClusterBackup.Request request)
            throws ProtocolException {
        return ClusterPoint.open(document, cipher)
                .map(ClusterPoint::description)
                .filter(each ->
                        each.cluster().equals(request.chains().cluster())
                                && each.scope().equals(request.reach().scope().toString()));
    }

    /**
     * Compares.
     *
     * @param before newest first
     * @param now namespaces of the scope
     */
    static Departures between(List<PointDescription> before, Collection<String> now, Claims claims)
            throws IOException, InterruptedException {
        List<String> namespaces =
                before.stream()
                        .limit(1)
                        .flatMap(each -> each.namespaces().stream())
                        .filter(namespace -> !now.contains(namespace))
                        .toList();
        List<String> volumes = new ArrayList<>();
        Set<String> named = new HashSet<>();
        for (PointDescription each : before) {
            named.addAll(each.volumesLeft());
            for (PointDescription.Volume volume : each.volumes()) {
                boolean there =
                        now.contains(volume.namespace())
                                && claims.has(volume.namespace(), volume.claim());
                if (!there && !named.contains(volume.claimName())) {
                    volumes.add(volume.claimName());
                }
            }
            if (!each.volumes().isEmpty()) {
                break;
            }
        }
        return new Departures(namespaces, volumes);
    }
}
