package dev.varve.protocol.client;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: doubling up to a bound, and spread by chance so that
 * many clients do not come back in the same moment.
 */
final class Backoff {
    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int MOST_DOUBLINGS = 16;

    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** {@code attempt} counts from 0. */
    long delayNanos(int attempt) {
        long full = Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(attempt, MOST_DOUBLINGS));
        return full / 2 + random.nextLong(full / 2);
    }
}
