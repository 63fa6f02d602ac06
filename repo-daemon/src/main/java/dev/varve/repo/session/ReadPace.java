package dev.varve.repo.session;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long one connection is not read after a run came: while its client or all clients are over
 * their rate, and while restores go first. Confined to an event loop.
 */
final class ReadPace {
    /**
     * Then the connection is read once more, whatever the rate: a client that hears and gets
     * nothing for longer would give up.
     */
    static final long LONGEST_HOLD_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final PullPriority priority;
    private final LongSupplier nanoTime;
    private PullPriority.Turn turn = PullPriority.Turn.NOW;
    private long rateHoldUntilNanos;
    private boolean rateHold;

    ReadPace(PullPriority priority, LongSupplier nanoTime) {
        this.priority = priority;
        this.nanoTime = nanoTime;
    }

    /** A run of so many bytes was taken. */
    void took(long bytes, Bandwidth.Share share) {
        share.received(bytes);
        long wait = Math.min(share.receiveWaitNanos(), LONGEST_HOLD_NANOS);
        rateHold = wait > 0;
        rateHoldUntilNanos = nanoTime.getAsLong() + wait;
        turn = priority.afterRun(bytes);
    }

    /** 0: read; else ask again after so many nanoseconds. */
    long waitNanos() {
        long rateWait = rateHold ? rateHoldUntilNanos - nanoTime.getAsLong() : 0;
        rateHold = rateWait > 0;
        return Math.max(Math.max(rateWait, 0), priority.waitNanos(turn));
    }
}
