package dev.varve.repo.store;

import java.time.Duration;

/**
 * How long nobody touched a session, by the wall clock. When one that outlived a daemon was touched
 * last is not kept, and while it is open nothing in its vault can be compacted: so nobody has to
 * come back for it within {@link #LEAST_AFTER_START}, and somebody has to within {@link
 * #MOST_AFTER_START}, or earlier when it is old. Safe for several threads.
 */
final class SessionSilence {
    static final Duration LEAST_AFTER_START = Duration.ofHours(1);

    /** A daily backup that was cut off by the restart finds its session. */
    static final Duration MOST_AFTER_START = Duration.ofHours(36);

    private static final long NEVER = Long.MIN_VALUE;

    private final long openedMillis;
    private final long recoveredMillis;
    private volatile long touchedMillis;

    private SessionSilence(long openedMillis, long recoveredMillis, long touchedMillis) {
        this.openedMillis = openedMillis;
        this.recoveredMillis = recoveredMillis;
        this.touchedMillis = touchedMillis;
    }

    /** Of a session that is touched right now. */
    static SessionSilence begin(long nowMillis) {
        return new SessionSilence(nowMillis, nowMillis, nowMillis);
    }

    /** Of a session that a daemon before this one opened. */
    static SessionSilence afterStart(long openedMillis, long nowMillis) {
        return new SessionSilence(openedMillis, nowMillis, NEVER);
    }

    void touch(long nowMillis) {
        touchedMillis = nowMillis;
    }

    /** As far as it is known. */
    long touchedMillis() {
        long touched = touchedMillis;
        return touched == NEVER ? openedMillis : touched;
    }

    /** Whether the session was silent for so long that it is to be given up. */
    boolean isOver(long idleSinceMillis, long nowMillis) {
        if (touchedMillis != NEVER) {
            return touchedMillis < idleSinceMillis;
        }
        long waitedMillis = nowMillis - recoveredMillis;
        return waitedMillis >= MOST_AFTER_START.toMillis()
                || (waitedMillis >= LEAST_AFTER_START.toMillis() && openedMillis < idleSinceMillis);
    }
}
