package dev.varve.k8s.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.point.ClusterPoint;
import dev.varve.k8s.point.PointDescription;
import dev.varve.k8s.volume.ClaimUsers;
import dev.varve.k8s.volume.ClaimWay;
import dev.varve.k8s.volume.RestoreFrom;
import dev.varve.k8s.volume.StandingSnapshot;
import dev.varve.k8s.volume.StandingSnapshots;
import dev.varve.k8s.volume.VolumeMode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Says from where each claim of a restore gets its data: from the snapshot that the point was read
 * from, where that still stands, or from the repository. Changes nothing. Confined to one thread.
 */
public final class ClaimWays {
    private final ClusterPoint point;
    private final Cluster cluster;
    private @Nullable Served served;

    /**
     * Looks at a cluster.
     *
     * @param cluster by a user who may look at what lies outside of namespaces
     */
    public ClaimWays(ClusterPoint point, Cluster cluster) {
        this.point = point;
        this.cluster = cluster;
    }

    /** The same, where it is known what the cluster serves. */
    ClaimWays(ClusterPoint point, Cluster cluster, Served served) {
        this(point, cluster);
        this.served = served;
    }

    /**
     * The way of one claim of which the point has data.
     *
     * @param source the claim as it was called in the point
     * @param claim as it shall be
     */
    ClaimWay of(ObjectKey source, ObjectNode claim, RestoreFrom from)
            throws IOException, InterruptedException {
        PointDescription.Volume volume = volume(source);
        if (from == RestoreFrom.REPOSITORY) {
            return new ClaimWay.Repository("it was asked for");
        }
        if (hasKeptFiles(source)) {
            return StandingSnapshots.without(
                    "what its application gave is put in place by a mover", from);
        }
        if (volume.snapshot().isEmpty()) {
            return StandingSnapshots.without("no snapshot of it was kept", from);
        }
        if (volume.handle().isEmpty()) {
            return StandingSnapshots.without(
                    "the point is older than what says which snapshot it was read from", from);
        }
        return new StandingSnapshots(cluster, served()).way(recorded(volume), claim, from);
    }

    /** What runs with a claim that is to be restored in place. */
    ClaimUsers.Found users(ObjectKey claim) throws IOException, InterruptedException {
        return new ClaimUsers(cluster, served()).of(claim);
    }

    private Served served() throws IOException, InterruptedException {
        if (served == null) {
            served = new Served(cluster.discover());
        }
        return served;
    }

    String chain(ObjectKey source) {
        return volume(source).chain();
    }

    private static StandingSnapshot recorded(PointDescription.Volume volume) {
        return new StandingSnapshot(
                volume.namespace(),
                volume.snapshot(),
                volume.driver(),
                volume.handle(),
                VolumeMode.of(volume.mode()));
    }

    /** Only with them its application comes up as of the moment of the cut. */
    private boolean hasKeptFiles(ObjectKey source) {
        return point.description().applications().stream()
                .anyMatch(each ->
                        each.namespace().equals(source.namespace())
                                && each.claim().equals(source.name())
                                && !each.chain().isEmpty());
    }

    private PointDescription.Volume volume(ObjectKey source) {
        return point.description().volumes().stream()
                .filter(each ->
                        each.namespace().equals(source.namespace())
                                && each.claim().equals(source.name()))
                .findFirst()
                .orElseThrow();
    }
}
