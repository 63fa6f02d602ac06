package dev.varve.repo.retention.clock;

/**
 * What the clock shows and what it owes.
 *
 * @param rcMillis the retention clock, milliseconds since 1970
 * @param rcNanos what is beyond the last whole millisecond, so that ticks lose nothing
 * @param gapMillis all time that was never credited: suspended, powered off, in doubt
 * @param caughtUpMillis how much of the gap was made good under witnesses
 */
record Balance(long rcMillis, int rcNanos, long gapMillis, long caughtUpMillis) {
    private static final int NANOS_PER_MILLI = 1_000_000;

    Balance {
        if (rcNanos < 0 || rcNanos >= NANOS_PER_MILLI) {
            throw new IllegalArgumentException("rcNanos " + rcNanos);
        }
        if (caughtUpMillis < 0 || gapMillis < caughtUpMillis) {
            throw new IllegalArgumentException(
                    "caught up " + caughtUpMillis + " ms of a gap of " + gapMillis);
        }
    }

    /** A clock that begins. */
    static Balance beginning(long rcMillis) {
        return new Balance(rcMillis, 0, 0, 0);
    }

    /** The clock advances; the only way it ever moves, and so it never goes back. */
    Balance credit(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("a credit of " + nanos + " ns");
        }
        long beyond = rcNanos + nanos;
        return new Balance(
                Math.addExact(rcMillis, beyond / NANOS_PER_MILLI),
                (int) (beyond % NANOS_PER_MILLI),
                gapMillis,
                caughtUpMillis);
    }

    /** Time passed that is not credited. */
    Balance miss(long millis) {
        return new Balance(
                rcMillis, rcNanos, Math.addExact(gapMillis, Math.max(0, millis)), caughtUpMillis);
    }

    /** Makes a part of the gap good, never more than there is. */
    Balance catchUp(long millis) {
        long good = Math.clamp(millis, 0, outstandingMillis());
        return new Balance(rcMillis + good, rcNanos, gapMillis, caughtUpMillis + good);
    }

    /** What is left of the gap. */
    long outstandingMillis() {
        return gapMillis - caughtUpMillis;
    }
}
