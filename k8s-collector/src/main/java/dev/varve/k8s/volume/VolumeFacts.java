package dev.varve.k8s.volume;

import java.util.List;
import java.util.Set;

/**
 * What a choice of path depends on.
 *
 * @param phase of the claim
 * @param source where the data is: {@code csi}, {@code nfs}, {@code local}, {@code hostPath} …
 * @param snapshots its driver has a snapshot class
 * @param accessModes of the claim
 * @param guests movers may be brought into the claim's namespace, with their credentials
 * @param consumers Pods that have it mounted
 */
public record VolumeFacts(
        String phase,
        String source,
        boolean snapshots,
        VolumeMode mode,
        Set<String> accessModes,
        boolean guests,
        List<Consumer> consumers) {
    /**
     * A Pod that uses the volume.
     *
     * @param node empty while it is not scheduled
     * @param scalable it belongs to a workload that can be scaled to zero
     */
    public record Consumer(String pod, String uid, String node, boolean scalable) {}

    public VolumeFacts {
        accessModes = Set.copyOf(accessModes);
        consumers = List.copyOf(consumers);
    }

    boolean isShared() {
        return accessModes.contains("ReadWriteMany") || accessModes.contains("ReadOnlyMany");
    }

    boolean isForOnePod() {
        return accessModes.contains("ReadWriteOncePod");
    }
}
