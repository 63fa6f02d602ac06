package dev.varve.k8s.resource;

/** What becomes of times that passed while nobody could run. */
public enum MissedRuns {
    /** One run makes up for all of them. */
    RunOnce,
    /** The next one comes at its time. */
    Skip
}
