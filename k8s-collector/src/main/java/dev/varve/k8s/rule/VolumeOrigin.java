package dev.varve.k8s.rule;

/** Where the volume of a restored PVC comes from. */
public sealed interface VolumeOrigin {
    /**
     * A new volume, which a mover fills.
     *
     * @param sizeBytes the least size that holds the data, the snapshot's restoreSize
     */
    record FromData(long sizeBytes) implements VolumeOrigin {
        public FromData {
            requireSize(sizeBytes);
        }
    }

    /**
     * A new volume from a VolumeSnapshot in the PVC's target namespace.
     *
     * @param sizeBytes the snapshot's restoreSize
     */
    record FromSnapshot(String snapshot, long sizeBytes) implements VolumeOrigin {
        public FromSnapshot {
            requireSize(sizeBytes);
            if (snapshot.isEmpty()) {
                throw new IllegalArgumentException("a VolumeSnapshot without a name");
            }
        }
    }

    /** The PV as it was captured: the storage behind it is still there. */
    record AsIs() implements VolumeOrigin {}

    private static void requireSize(long sizeBytes) {
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("sizeBytes " + sizeBytes + " is negative");
        }
    }
}
