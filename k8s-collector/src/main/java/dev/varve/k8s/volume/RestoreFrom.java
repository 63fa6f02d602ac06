package dev.varve.k8s.volume;

/** From where a restore may take the data of a claim. */
public enum RestoreFrom {
    /** From the snapshot that stands where there is one, else from the repository. */
    AUTOMATIC,
    /** From the snapshot that stands, or not at all. */
    SNAPSHOT,
    /** From the repository, whatever stands. */
    REPOSITORY
}
