package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.model.ObjectKey;

/**
 * What a restore from a snapshot that stands on the storage needs to know.
 *
 * @param claim the user's, made ready by {@link VolumeRestorePlan#claim}
 * @param handle of the snapshot on the storage
 * @param standing name of a VolumeSnapshot in the claim's namespace that has it; empty: a static
 *     one is made from the handle, as in another namespace or another cluster
 * @param origin which snapshot that is, as people write it
 */
public record InstantPlan(
        ObjectNode claim,
        String driver,
        String snapshotClass,
        String handle,
        String standing,
        VolumeMode sourceMode,
        String origin) {
    ObjectKey subject() {
        return new ObjectKey(
                Served.CLAIM,
                claim.at("/metadata/namespace").asText(),
                claim.at("/metadata/name").asText());
    }

    VolumeMode mode() {
        return VolumeMode.of(claim.at("/spec/volumeMode").asText(""));
    }
}
