package dev.varve.k8s.resource;

/** Where a run is. */
public enum RunPhase {
    /** Waits for a worker, or for the repository. */
    Queued,
    Running,
    Succeeded,
    /** Something could not be taken or restored; the status names it. */
    SucceededWithWarnings,
    Failed,
    Cancelled
}
