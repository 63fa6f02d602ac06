package dev.varve.repo.schedule;

/** Why a run ended before its work did. */
public enum StopReason {
    /** By a person: it does not go on by itself. */
    CANCELLED(false),
    /** Its window ended. */
    PAUSED(true),
    /** The daemon stopped. */
    STOPPED(true),
    /** The daemon died, and the run with it. */
    DIED(true);

    private final boolean goesOn;

    StopReason(boolean goesOn) {
        this.goesOn = goesOn;
    }

    /** It goes on by itself, as soon as it may. */
    boolean goesOn() {
        return goesOn;
    }
}
