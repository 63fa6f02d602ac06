package dev.varve.repo.schedule;

/** Why a run began. */
public enum Trigger {
    SCHEDULE,
    /** Its time passed while no daemon ran, once or more often. */
    MISSED,
    /** The run before was broken off. */
    RESUME,
    /** Somebody asked for it. */
    REQUEST
}
