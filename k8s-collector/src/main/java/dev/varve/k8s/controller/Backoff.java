package dev.varve.k8s.controller;

import java.time.Duration;

/** How long to wait before a run is tried again: twice as long each time, up to a bound. */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration MOST = Duration.ofMinutes(10);
    private static final int MOST_DOUBLINGS = 10;

    private Backoff() {}

    /** After so many attempts, at least one. */
    static Duration after(int attempts) {
        Duration wait = FIRST.multipliedBy(1L << Math.clamp(attempts - 1L, 0, MOST_DOUBLINGS));
        return wait.compareTo(MOST) < 0 ? wait : MOST;
    }
}
