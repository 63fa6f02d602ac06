package dev.varve.k8s.restore;

import dev.varve.ingest.push.Cancellation;
import dev.varve.k8s.cluster.ClusterException;
import java.io.IOException;
import java.time.Duration;

/** Asks again and again until something is so: with a limit, and ended by a cancel. */
final class Waiting {
    /** Reason of what did not come in time. */
    static final String TIMEOUT = "Timeout";

    /** An answer came, and it was not yet what was waited for. */
    private static final int TIMED_OUT = 504;

    private static final long FIRST_MILLIS = 100;
    private static final long MOST_MILLIS = 2000;

    private final Cancellation cancellation;

    Waiting(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    /** Something that will be so. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /**
     * Waits.
     *
     * @param what is waited for, for the message when it does not come
     */
    void until(String what, Duration limit, Condition condition)
            throws IOException, InterruptedException {
        long endNanos = System.nanoTime() + limit.toNanos();
        long pauseMillis = FIRST_MILLIS;
        while (!condition.holds()) {
            if (System.nanoTime() > endNanos) {
                throw new ClusterException(
                        TIMED_OUT,
                        TIMEOUT,
                        what + " did not come within " + limit.toSeconds() + " s");
            }
            pause(pauseMillis);
            pauseMillis = Math.min(MOST_MILLIS, 2 * pauseMillis);
        }
    }

    void pause(long millis) throws IOException, InterruptedException {
        cancellation.check();
        Thread.sleep(millis);
        cancellation.check();
    }
}
