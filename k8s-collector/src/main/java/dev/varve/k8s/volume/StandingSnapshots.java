package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.ActException;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Access;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.model.Quantity;
import java.io.IOException;
import java.util.Optional;

/**
 * Finds on a cluster the snapshot that a point was read from, and whether a claim can come of it.
 * Looks only. A snapshot is the one when driver and handle are those of the point; its name says
 * nothing.
 */
public final class StandingSnapshots {
    private final Cluster cluster;
    private final Served served;

    /** Why a snapshot is of no use to a claim; never leaves this class. */
    private static final class Useless extends ActException {
        private static final long serialVersionUID = 1;

        Useless(String message) {
            super(message);
        }
    }

    public StandingSnapshots(Cluster cluster, Served served) {
        this.cluster = cluster;
        this.served = served;
    }

    /**
     * The way of a claim.
     *
     * @param claim as it shall be, in whichever namespace
     * @throws ClusterException when the API server cannot be asked now
     */
    public ClaimWay way(StandingSnapshot recorded, ObjectNode claim, RestoreFrom from)
            throws IOException, InterruptedException {
        try {
            return new ClaimWay.Snapshot(plan(recorded, claim), from == RestoreFrom.SNAPSHOT);
        } catch (ClusterException e) {
            if (e.isPassing()) {
                throw e;
            }
            return without(String.valueOf(e.getMessage()), from);
        } catch (ActException e) {
            return without(String.valueOf(e.getMessage()), from);
        }
    }

    /** The way of a claim for which no snapshot can be taken. */
    public static ClaimWay without(String why, RestoreFrom from) {
        return from == RestoreFrom.SNAPSHOT ? new ClaimWay.None(why) : new ClaimWay.Repository(why);
    }

    private InstantPlan plan(StandingSnapshot recorded, ObjectNode claim)
            throws IOException, InterruptedException {
        VolumeMode mode = VolumeMode.of(claim.at("/spec/volumeMode").asText(""));
        if (mode != recorded.mode()) {
            throw new Useless(
                    "the claim is of mode "
                            + mode.word()
                            + ", its snapshot of mode "
                            + recorded.mode().word());
        }
        Snapshots.Pair pair = find(recorded);
        String namespace = claim.at("/metadata/namespace").asText();
        boolean elsewhere = !namespace.equals(recorded.namespace());
        requireClass(recorded, claim, elsewhere);
        if (elsewhere) {
            requireRight(recorded);
        }
        String size = pair.snapshot().at("/status/restoreSize").asText("");
        return new InstantPlan(
                VolumeRestorePlan.claim(
                        claim,
                        namespace,
                        claim.at("/metadata/name").asText(),
                        "",
                        size.isEmpty() ? 0 : Quantity.bytes(size)),
                recorded.driver(),
                snapshotClass(pair),
                recorded.handle(),
                elsewhere ? "" : recorded.name(),
                recorded.mode(),
                recorded.words());
    }

    private Snapshots.Pair find(StandingSnapshot recorded)
            throws IOException, InterruptedException {
        String words = "VolumeSnapshot " + recorded.words();
        ObjectKey key = new ObjectKey(Served.SNAPSHOT, recorded.namespace(), recorded.name());
        if (cluster.get(served.require(Served.SNAPSHOT), key.namespace(), key.name()).isEmpty()) {
            throw new Useless(words + " does not stand any more");
        }
        Snapshots.Pair pair =
                Snapshots.look(cluster, served, key)
                        .orElseThrow(() -> new Useless(words + " has no content"));
        boolean same =
                Snapshots.handle(pair.content()).equals(recorded.handle())
                        && pair.content().at("/spec/driver").asText().equals(recorded.driver());
        if (!same) {
            throw new Useless(words + " is not the one that the point was read from");
        }
        if (isGoing(pair.snapshot()) || isGoing(pair.content())) {
            throw new Useless(words + " is being deleted");
        }
        if (!pair.snapshot().at("/status/readyToUse").asBoolean()) {
            throw new Useless(words + " is not ready");
        }
        return pair;
    }

    private void requireClass(StandingSnapshot recorded, ObjectNode claim, boolean elsewhere)
            throws IOException, InterruptedException {
        String name = claim.at("/spec/storageClassName").asText("");
        Optional<ObjectNode> found =
                name.isEmpty()
                        ? Optional.empty()
                        : cluster.get(served.require(Served.STORAGE_CLASS), "", name);
        if (found.isEmpty()) {
            throw new Useless("its StorageClass '" + name + "' is not there");
        }
        String provisioner = found.get().path("provisioner").asText();
        if (!provisioner.equals(recorded.driver())) {
            throw new Useless(
                    "StorageClass "
                            + name
                            + " is of "
                            + provisioner
                            + ", the snapshot of "
                            + recorded.driver());
        }
        if (elsewhere && waitsForConsumer(found.get())) {
            throw new Useless(
                    "StorageClass "
                            + name
                            + " waits for a first Pod, and what brings the snapshot into another"
                            + " namespace does not stand that long");
        }
    }

    /** Whoever may make claims where it stands may have its data; that it may be seen is little. */
    private void requireRight(StandingSnapshot recorded) throws IOException, InterruptedException {
        Access access = Access.to("create", served.require(Served.CLAIM), recorded.namespace(), "");
        if (!cluster.allows(access)) {
            throw new Useless(
                    "this user may not make claims in "
                            + recorded.namespace()
                            + ", where it stands");
        }
    }

    static boolean waitsForConsumer(JsonNode storageClass) {
        return storageClass.path("volumeBindingMode").asText().equals("WaitForFirstConsumer");
    }

    /** Of its content where the snapshot, a member of a group, names none. */
    private static String snapshotClass(Snapshots.Pair pair) {
        String named = pair.snapshot().at("/spec/volumeSnapshotClassName").asText("");
        return named.isEmpty()
                ? pair.content().at("/spec/volumeSnapshotClassName").asText("")
                : named;
    }

    private static boolean isGoing(JsonNode object) {
        return object.path("metadata").has("deletionTimestamp");
    }
}
