package dev.varve.repo.retention.clock;

import java.time.Duration;

/** What the clocks say about the time between two moments. */
record Interval(ClockInstants from, ClockInstants to) {
    /** The wall clock is let be steered; a larger step is an alarm. */
    static final Duration WALL_STEP = Duration.ofMinutes(5);

    /**
     * By how much CLOCK_MONOTONIC and CLOCK_MONOTONIC_RAW may differ in speed. NTP steers by 0.05
     * %, chrony makes large offsets good by at most 8.3 %, adjtimex(2) lets root go to 10 %.
     */
    private static final double DIVERGENCE = 0.09;

    /** Two clocks are not read in the same moment. */
    private static final long READING_NANOS = 20_000_000;

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** One run of the kernel, as far as we know. */
    boolean sameBoot() {
        return from.bootId().equals(to.bootId()) && !to.bootId().equals(ClockInstants.UNKNOWN_BOOT);
    }

    boolean sameNamespace() {
        return from.timeNamespace() == to.timeNamespace();
    }

    /** The clocks of both ends count from the same start. */
    boolean comparable() {
        return sameBoot() && sameNamespace();
    }

    /** A clock that cannot go back did. */
    boolean regressed() {
        return rawNanos() < 0
                || to.monoNanos() < from.monoNanos()
                || to.bootNanos() < from.bootNanos();
    }

    /** The slower of both: steering CLOCK_MONOTONIC up gains nothing, down keeps data longer. */
    long awakeNanos() {
        return Math.min(rawNanos(), to.monoNanos() - from.monoNanos());
    }

    long rawNanos() {
        return to.rawNanos() - from.rawNanos();
    }

    /** Time in suspend; 0 also for what is no more than the time between two readings. */
    long suspendedNanos() {
        long suspended = to.bootNanos() - from.bootNanos() - (to.monoNanos() - from.monoNanos());
        return suspended > READING_NANOS ? suspended : 0;
    }

    boolean diverges() {
        long apart = Math.abs(rawNanos() - (to.monoNanos() - from.monoNanos()));
        return apart > DIVERGENCE * awakeNanos() + READING_NANOS;
    }

    /**
     * The wall clock went another way than CLOCK_BOOTTIME did. After a boot we only know that it
     * must have advanced by as much as the machine is up.
     */
    boolean wallStepped() {
        if (sameBoot()) {
            long passedMillis = (to.bootNanos() - from.bootNanos()) / NANOS_PER_MILLI;
            return sameNamespace() && Math.abs(wallMillis() - passedMillis) > WALL_STEP.toMillis();
        }
        return wallMillis() < to.bootNanos() / NANOS_PER_MILLI - WALL_STEP.toMillis();
    }

    /**
     * All that may have passed where the clocks cannot be compared: what the wall clock claims, and
     * after a boot no less than the machine is up.
     */
    long unknownMillis() {
        long upMillis = sameBoot() ? 0 : to.bootNanos() / NANOS_PER_MILLI;
        return Math.max(upMillis, wallMillis());
    }

    private long wallMillis() {
        return to.realMillis() - from.realMillis();
    }
}
