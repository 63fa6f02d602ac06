package dev.varve.repo.alarm;

/** How soon somebody should come. */
public enum Severity {
    /** In working hours. */
    WARNING,
    /** Now: data is damaged, or new data cannot be taken. */
    CRITICAL
}
