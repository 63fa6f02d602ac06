package dev.varve.k8s.volume;

/** How far the capture of one volume without a snapshot is. */
public sealed interface MountState {
    record Planned(MountPlan plan) implements MountState {
        Moved moved(MoverResult result) {
            return new Moved(plan, result);
        }
    }

    /** The data is in the repository; the mover is still there. */
    record Moved(MountPlan plan, MoverResult result) implements MountState {
        Captured captured() {
            return new Captured(result);
        }
    }

    record Captured(MoverResult result) implements MountState {}

    record Failed(String reason) implements MountState {}
}
