package dev.varve.repo.session;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Restores go before backups. After each run of a push its connection has to wait until pulls have
 * sent {@link #WEIGHT} times the run's bytes, or no pull is at work, or {@link #LONGEST_WAIT_NANOS}
 * have passed, so that a push is never starved. A pull that waits for its own client is not at
 * work. Safe for use by many threads.
 */
final class PullPriority {
    static final int WEIGHT = 3;
    static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** There is no call when enough was pulled: it is asked for. */
    private static final long ASK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** When a push may go on. */
    record Turn(boolean waits, long pulledBytes, long untilNanos) {
        static final Turn NOW = new Turn(false, 0, 0);
    }

    private final LongSupplier nanoTime;
    private final AtomicInteger atWork = new AtomicInteger();
    private final AtomicLong pulledBytes = new AtomicLong();

    /**
     * Nobody pulls yet.
     *
     * @param nanoTime as {@link System#nanoTime}
     */
    PullPriority(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A pull reads from now on; {@link #rests} must follow. */
    void works() {
        atWork.incrementAndGet();
    }

    /** It has ended, or waits for its client. */
    void rests() {
        atWork.decrementAndGet();
    }

    void pulled(long bytes) {
        pulledBytes.addAndGet(bytes);
    }

    /** What a push has to wait for, of which a run was taken. */
    Turn afterRun(long bytes) {
        return atWork.get() == 0
                ? Turn.NOW
                : new Turn(
                        true,
                        pulledBytes.get() + WEIGHT * bytes,
                        nanoTime.getAsLong() + LONGEST_WAIT_NANOS);
    }

    /** 0: it may go on; else ask again after so many nanoseconds. */
    long waitNanos(Turn turn) {
        if (!turn.waits() || atWork.get() == 0 || pulledBytes.get() >= turn.pulledBytes()) {
            return 0;
        }
        long left = turn.untilNanos() - nanoTime.getAsLong();
        return Math.clamp(left, 0, ASK_AGAIN_NANOS);
    }
}
