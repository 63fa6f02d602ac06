package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Marks;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Cluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds on a cluster what the choice of a path depends on. */
final class ClaimFacts {
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private final Cluster cluster;
    private final Served served;
    private final MoverSettings movers;

    ClaimFacts(Cluster cluster, Served served, MoverSettings movers) {
        this.cluster = cluster;
        this.served = served;
        this.movers = movers;
    }

    /** Of a bound claim, among the Pods of its namespace; movers of a run do not count. */
    VolumeFacts find(ClaimedVolume volume, StorageProfile profile, List<ObjectNode> pods)
            throws IOException, InterruptedException {
        List<VolumeFacts.Consumer> consumers = new ArrayList<>();
        for (ObjectNode pod : pods) {
            if (!ENDED.contains(pod.at("/status/phase").asText())
                    && Marks.run(pod).isEmpty()
                    && PodVolumes.claims(pod).containsValue(volume.key().name())) {
                consumers.add(
                        new VolumeFacts.Consumer(
                                pod.at("/metadata/name").asText(),
                                pod.at("/metadata/uid").asText(),
                                pod.at("/spec/nodeName").asText(""),
                                !pod.at("/metadata/ownerReferences").isEmpty()));
            }
        }
        return new VolumeFacts(
                "Bound",
                volume.source(),
                hasSnapshots(volume, profile),
                volume.mode(),
                new TreeSet<>(volume.accessModes()),
                movers.mayBeGuestIn(volume.key().namespace()),
                consumers);
    }

    private boolean hasSnapshots(ClaimedVolume volume, StorageProfile profile)
            throws IOException, InterruptedException {
        if (volume.driver().isEmpty() || served.find(Served.SNAPSHOT_CLASS).isEmpty()) {
            return false;
        }
        try {
            String _ =
                    new SnapshotPlanner(cluster, served)
                            .snapshotClass(volume.driver(), profile.snapshotClass());
            return true;
        } catch (VolumeException e) {
            return false;
        }
    }
}
