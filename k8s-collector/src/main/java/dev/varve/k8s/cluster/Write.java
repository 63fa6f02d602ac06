package dev.varve.k8s.cluster;

/** Whether a request changes anything. */
public enum Write {
    REAL,
    /** The API server does all but store: defaulting, validation, admission. */
    DRY_RUN
}
