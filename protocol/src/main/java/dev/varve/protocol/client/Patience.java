package dev.varve.protocol.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long a lost connection is tried again, and how soon. Confined to an event loop. */
final class Patience {
    private final long limitNanos;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
    private long downSinceNanos;
    private boolean down;
    private int attempts;

    Patience(Duration limit) {
        this.limitNanos = limit.toNanos();
    }

    /** The trouble is over. */
    void working() {
        down = false;
        attempts = 0;
    }

    /** Called at each loss; true when it has lasted too long by now. */
    boolean exhausted() {
        long now = System.nanoTime();
        if (!down) {
            down = true;
            downSinceNanos = now;
        }
        return now - downSinceNanos > limitNanos;
    }

    long nextDelayNanos() {
        return backoff.delayNanos(attempts++);
    }
}
