package dev.varve.k8s.resource;

/** Why a run is. */
public enum Trigger {
    Manual,
    Schedule,
    /** By the annotation varve.dev/run-now on its policy. */
    RunNow
}
