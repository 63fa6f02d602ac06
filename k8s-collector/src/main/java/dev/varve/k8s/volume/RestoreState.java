package dev.varve.k8s.volume;

/** How far the restore of one volume is; each state leads to its next one only. */
public sealed interface RestoreState {
    record Planned(VolumeRestorePlan plan) implements RestoreState {
        Twinned twinned(String twin) {
            return new Twinned(plan, twin);
        }
    }

    /** The collector has a claim of its own, to write through. */
    record Twinned(VolumeRestorePlan plan, String twin) implements RestoreState {
        Written written(MoverResult result) {
            return new Written(plan, twin, result);
        }
    }

    /** All data arrived and was checked. Only from here a volume can get to the user. */
    record Written(VolumeRestorePlan plan, String twin, MoverResult result)
            implements RestoreState {
        Held held(String volume, String reclaimPolicy) {
            return new Held(plan, twin, result, volume, reclaimPolicy);
        }
    }

    /**
     * The volume outlives the claim through which it was written.
     *
     * @param reclaimPolicy that it had, and will have again
     */
    record Held(
            VolumeRestorePlan plan,
            String twin,
            MoverResult result,
            String volume,
            String reclaimPolicy)
            implements RestoreState {
        Freed freed() {
            return new Freed(plan, result, volume, reclaimPolicy);
        }
    }

    /** No claim has the volume. */
    record Freed(VolumeRestorePlan plan, MoverResult result, String volume, String reclaimPolicy)
            implements RestoreState {
        Handed handed() {
            return new Handed(plan, result, volume, reclaimPolicy);
        }
    }

    /** The user's claim and the volume point at each other. */
    record Handed(VolumeRestorePlan plan, MoverResult result, String volume, String reclaimPolicy)
            implements RestoreState {
        Restored restored() {
            return new Restored(result, volume);
        }
    }

    /** The end: the user's claim is bound to the whole data. */
    record Restored(MoverResult result, String volume) implements RestoreState {}

    /** The end without the data in the user's hands. */
    record Failed(String reason) implements RestoreState {}
}
