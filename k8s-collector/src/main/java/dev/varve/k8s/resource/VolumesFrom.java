package dev.varve.k8s.resource;

/** From where the data of claims comes. */
public enum VolumesFrom {
    /** From the snapshot that stands where there is one, else from the repository. */
    Automatic,
    /** From the snapshot that stands, or not at all. */
    Snapshot,
    Repository
}
