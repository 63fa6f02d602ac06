package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.model.ObjectKey;
import java.util.List;

/**
 * What a capture by snapshot needs to know; the source may vanish after the cut.
 *
 * @param sourceMode how Pods see the source
 * @param moverMode how the mover sees the copy
 * @param stagingClass StorageClass of the copy
 * @param nodeSelector of the source's volume; missing or null: anywhere
 * @param standing the snapshot stays in the cluster afterwards, for instant restores
 * @param group the VolumeGroupSnapshot that cuts it; empty: it is cut alone
 * @param arguments for the mover
 */
public record SnapshotPlan(
        String namespace,
        String claim,
        String driver,
        String snapshotClass,
        VolumeMode sourceMode,
        VolumeMode moverMode,
        long requestBytes,
        String stagingClass,
        JsonNode nodeSelector,
        boolean standing,
        String group,
        List<String> arguments) {
    public SnapshotPlan {
        if (driver.isEmpty() || snapshotClass.isEmpty()) {
            throw new IllegalArgumentException(
                    "no snapshot of " + namespace + "/" + claim + " without driver and class");
        }
        if (standing && !group.isEmpty()) {
            throw new IllegalArgumentException("a member of a group stands with its group only");
        }
        arguments = List.copyOf(arguments);
    }

    /** Whether the snapshot in the source's namespace outlives the copy. */
    boolean isKept() {
        return standing || !group.isEmpty();
    }

    ObjectKey subject() {
        return new ObjectKey(Served.CLAIM, namespace, claim);
    }
}
