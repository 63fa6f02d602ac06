package dev.varve.k8s.volume;

/** What a reader of a captured volume may believe about it. */
public enum Consistency {
    /** Read while it was written to. */
    LIVE,
    /** As after a loss of power: one moment, nobody asked the application. */
    CRASH,
    /** Cut while the application was held still. */
    FROZEN,
    /** Read while no Pod used it. */
    STOPPED,
    /** A dump that the application made. */
    LOGICAL
}
