package dev.varve.k8s.resource;

/** How a volume is reached. */
public enum VolumePath {
    /** The best that the storage can. */
    Auto,
    Snapshot,
    LiveMount,
    NodePath,
    Stopped,
    Clone,
    StaticObjects
}
