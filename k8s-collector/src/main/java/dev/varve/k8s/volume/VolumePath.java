package dev.varve.k8s.volume;

import dev.varve.k8s.model.Consistency;

/** By which way a volume is captured, and why. */
public sealed interface VolumePath {
    String reason();

    /** What a reader may believe; a snapshot taken while the application is held is FROZEN. */
    Consistency consistency();

    /** A CSI snapshot, read through a copy. */
    record Snapshot(String reason) implements VolumePath {
        @Override
        public Consistency consistency() {
            return Consistency.CRASH;
        }
    }

    /**
     * A mover mounts the claim itself, in its namespace.
     *
     * @param node where it must run; empty: anywhere that the volume allows
     */
    record LiveMount(String node, String reason) implements VolumePath {
        @Override
        public Consistency consistency() {
            return Consistency.LIVE;
        }
    }

    /**
     * A mover reads the volume where the kubelet has mounted it for a Pod.
     *
     * @param node on which the Pod runs
     */
    record NodePath(String node, String pod, String podUid, String reason) implements VolumePath {
        @Override
        public Consistency consistency() {
            return Consistency.LIVE;
        }
    }

    /** The workload is scaled to zero, a mover mounts the claim alone, the workload comes back. */
    record StoppedMount(String reason) implements VolumePath {
        @Override
        public Consistency consistency() {
            return Consistency.STOPPED;
        }
    }

    /** The data stays where it is: only the objects are captured. */
    record ObjectOnly(String reason) implements VolumePath {
        @Override
        public Consistency consistency() {
            return Consistency.LIVE;
        }
    }

    /** No way fits; the restore point says so. */
    record None(String reason) implements VolumePath {
        @Override
        public Consistency consistency() {
            return Consistency.LIVE;
        }
    }
}
