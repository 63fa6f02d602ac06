package dev.varve.k8s.volume;

/** How far the capture of one volume by snapshot is; each state leads to its next one only. */
public sealed interface CaptureState {
    /**
     * A snapshot that the storage has taken.
     *
     * @param snapshot name of the VolumeSnapshot beside the claim
     * @param content name of its content
     * @param handle of the snapshot on the storage
     * @param witnessed the same process asked for it and saw it taken, so that what it held still
     *     was still
     */
    record Taken(
            SnapshotPlan plan, String snapshot, String content, String handle, boolean witnessed) {}

    record Planned(SnapshotPlan plan) implements CaptureState {
        Cutting cutting() {
            return new Cutting(plan);
        }
    }

    /** The snapshot is asked for, or about to be. */
    record Cutting(SnapshotPlan plan) implements CaptureState {
        Cut cut(String snapshot, String content, String handle, boolean witnessed) {
            return new Cut(new Taken(plan, snapshot, content, handle, witnessed));
        }
    }

    /** The storage has the moment: the application may go on. */
    record Cut(Taken taken) implements CaptureState {
        Ready ready(long restoreBytes) {
            return new Ready(taken, restoreBytes);
        }
    }

    /** The snapshot can be read. */
    record Ready(Taken taken, long restoreBytes) implements CaptureState {
        Held held() {
            return new Held(taken, restoreBytes);
        }
    }

    /** The storage's snapshot outlives the VolumeSnapshot beside the claim. */
    record Held(Taken taken, long restoreBytes) implements CaptureState {
        Staged staged(String snapshot) {
            return new Staged(taken, restoreBytes, snapshot);
        }
    }

    /** The snapshot is known in the collector's namespace, and there alone unless it is kept. */
    record Staged(Taken taken, long restoreBytes, String stagedSnapshot) implements CaptureState {
        Mounted mounted(String claim) {
            return new Mounted(taken, claim);
        }
    }

    /** A claim in the collector's namespace has the data. */
    record Mounted(Taken taken, String stagedClaim) implements CaptureState {
        Moved moved(MoverResult result) {
            return new Moved(taken, result);
        }
    }

    /** The data is in the repository; what was made for it is still there. */
    record Moved(Taken taken, MoverResult result) implements CaptureState {
        Captured captured() {
            return new Captured(taken, result);
        }
    }

    /** The end: nothing is left but a snapshot that is to stand. */
    record Captured(Taken taken, MoverResult result) implements CaptureState {}

    /** The end without the data; what was made is taken back, or will be by a sweep. */
    record Failed(String reason) implements CaptureState {}
}
