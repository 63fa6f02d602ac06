package dev.varve.k8s.volume;

/**
 * Tells which blocks of a volume changed between two snapshots of it. The seam for the cluster's
 * SnapshotMetadataService, which is not spoken yet: see docs/kubernetes-volumes.md.
 */
@FunctionalInterface
public interface ChangedBlocks {
    /** Every volume is read in full. */
    ChangedBlocks NONE =
            (base, snapshot) ->
                    new Answer.FullRead(
                            "the snapshot metadata service is not asked by this version");

    /** How a mover is to read. */
    sealed interface Answer {
        /** All of it; for the reason that the restore point records. */
        record FullRead(String reason) implements Answer {}

        /**
         * Only what changed.
         *
         * @param address of the service, which the mover asks itself
         */
        record Changes(String address, String baseHandle) implements Answer {}
    }

    /**
     * Asks. A doubt, an error and a missing base are all answered by a full read.
     *
     * @param baseHandle of the snapshot that the chain's last image was read from; empty: none
     * @param snapshot to read now
     */
    Answer between(String baseHandle, CaptureState.Taken snapshot);
}
