package dev.varve.k8s.resource;

/** Where a plan is. */
public enum PlanPhase {
    Queued,
    Planning,
    /** May be carried out. */
    Ready,
    /** Some objects would not be taken; a RestoreRun must say that it wants the rest. */
    ReadyWithConflicts,
    Failed
}
