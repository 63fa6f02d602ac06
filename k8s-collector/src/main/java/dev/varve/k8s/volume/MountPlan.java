package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.model.ObjectKey;
import java.util.List;

/**
 * What a capture without a snapshot needs to know.
 *
 * @param how it is read
 * @param node where the mover must run; empty: anywhere that the volume allows
 * @param nodeDirectory for {@link How#NODE_PATH}: the directory of the volume on that node
 * @param pod for {@link How#NODE_PATH}: as long as it is there, the directory shows the volume
 * @param nodeSelector of the volume; missing or null: anywhere
 * @param arguments for the mover, no secrets
 */
public record MountPlan(
        String namespace,
        String claim,
        VolumeMode mode,
        How how,
        String node,
        String nodeDirectory,
        String pod,
        String podUid,
        JsonNode nodeSelector,
        List<String> arguments) {
    /** How a volume is read without a snapshot. */
    public enum How {
        LIVE_MOUNT,
        NODE_PATH,
        /** As a live mount, but no Pod may use the claim; the caller has stopped the workload. */
        STOPPED_MOUNT
    }

    public MountPlan {
        if (how == How.NODE_PATH && (node.isEmpty() || nodeDirectory.isEmpty())) {
            throw new IllegalArgumentException("a node path needs a node and a directory");
        }
        arguments = List.copyOf(arguments);
    }

    ObjectKey subject() {
        return new ObjectKey(Served.CLAIM, namespace, claim);
    }
}
