package dev.varve.k8s.resource;

/** Whether and how a backup takes the data of claims. */
public enum VolumeChoice {
    /** As the StorageProfile of each claim says, else the best that its storage can. */
    Auto,
    /** By snapshots of the CSI driver; a claim whose driver has none is a warning. */
    Snapshot,
    /** By a mover that mounts the claim while it is in use, in the claim's namespace. */
    LiveMount,
    /** The data stays where it is. */
    ObjectOnly,
    /** Claims are not looked at. */
    None
}
