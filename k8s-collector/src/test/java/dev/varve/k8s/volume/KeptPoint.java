package dev.varve.k8s.volume;

import dev.varve.k8s.act.Served;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.point.ClusterPoint;
import dev.varve.k8s.point.PointDescription;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.model.Uid;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/** A point that says of volumes what a test has it say. */
final class KeptPoint {
    private KeptPoint() {}

    /** As after a backup that left this snapshot standing. */
    static ClusterPoint of(StandingSnapshot standing, String claim) {
        return of(
                new PointDescription.Volume(
                        standing.namespace(),
                        claim,
                        "chain",
                        "crash",
                        "its driver takes snapshots",
                        4,
                        standing.name(),
                        standing.driver(),
                        standing.handle(),
                        standing.mode().word()),
                List.of());
    }

    static ClusterPoint of(
            PointDescription.Volume volume, List<PointDescription.Application> applications) {
        return new ClusterPoint(
                Uid.random(new SecureRandom()),
                PointDocument.getDefaultInstance(),
                new PointDescription(
                        PointDescription.FORMAT,
                        "lab",
                        "v1",
                        "2026-01-01T00:00:00Z",
                        "",
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(volume.namespace()),
                        Map.of(),
                        Map.of(),
                        List.of(volume),
                        applications,
                        List.of(),
                        0));
    }

    /** The claim as the point calls it. */
    static ObjectKey claim(ClusterPoint point) {
        PointDescription.Volume volume = point.description().volumes().getFirst();
        return new ObjectKey(Served.CLAIM, volume.namespace(), volume.claim());
    }
}
