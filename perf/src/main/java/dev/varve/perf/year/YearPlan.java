package dev.varve.perf.year;

import dev.varve.protocol.message.LockMode;
import dev.varve.protocol.message.RetentionPolicy;
import dev.varve.repo.store.CompactionLimits;
import java.time.Duration;

/**
 * A year, or some days of one.
 *
 * @param mebibytes of the volume
 * @param changedShare of its blocks that change each day
 * @param lock of each point, by governance; zero: none
 * @param segmentBytes a segment is sealed when it has grown past this
 * @param runsPerGib the newest image is put in order above this
 * @param rounds of restores that are measured
 */
record YearPlan(
        long seed,
        int mebibytes,
        int days,
        double changedShare,
        Duration lock,
        long segmentBytes,
        long runsPerGib,
        int rounds) {
    RetentionPolicy policy() {
        return RetentionPolicy.newBuilder()
                .setKeepLast(7)
                .setKeepDaily(30)
                .setKeepWeekly(12)
                .setKeepMonthly(12)
                .setLockMode(
                        lock.isZero() ? LockMode.LOCK_MODE_NONE : LockMode.LOCK_MODE_GOVERNANCE)
                .setLockSeconds(lock.toSeconds())
                .build();
    }

    /** What the daemon does, when nothing is said. */
    static long runsOr(long runsPerGib) {
        return runsPerGib == 0 ? CompactionLimits.DEFAULT.runsPerGib() : runsPerGib;
    }
}
