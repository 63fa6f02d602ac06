package dev.varve.k8s.volume;

/**
 * A snapshot that a point was read from and that was left to stand in its cluster.
 *
 * @param namespace of the claim it was taken of, and of the VolumeSnapshot
 * @param name of the VolumeSnapshot; another may have it by now
 * @param driver that took it
 * @param handle of the snapshot on the storage: by it, and the driver, it is known again
 * @param mode how Pods saw the source
 */
public record StandingSnapshot(
        String namespace, String name, String driver, String handle, VolumeMode mode) {
    public StandingSnapshot {
        if (name.isEmpty() || driver.isEmpty() || handle.isEmpty()) {
            throw new IllegalArgumentException(
                    "a snapshot without name, driver or handle cannot be known again");
        }
    }

    static StandingSnapshot of(CaptureState.Taken taken) {
        SnapshotPlan plan = taken.plan();
        return new StandingSnapshot(
                plan.namespace(),
                taken.snapshot(),
                plan.driver(),
                taken.handle(),
                plan.sourceMode());
    }

    /** As people write it. */
    String words() {
        return namespace + "/" + name;
    }
}
