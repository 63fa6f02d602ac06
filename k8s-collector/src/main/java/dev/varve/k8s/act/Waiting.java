package dev.varve.k8s.act;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Waits for a cluster: every wait has a limit, says how long it lasts, and ends when it is
 * cancelled. Safe for use by many threads, as far as what it was made of is.
 */
public final class Waiting {
    private final InstantSource clock;
    private final Pause pause;
    private final Duration interval;
    private final BooleanSupplier cancelled;
    private final Listener listener;

    /** Lets time pass. */
    @FunctionalInterface
    public interface Pause {
        void pause(Duration time) throws InterruptedException;
    }

    /** Looks whether it has come; may throw to end the wait. */
    @FunctionalInterface
    public interface Probe<T> {
        Optional<T> look() throws IOException, InterruptedException;
    }

    /** Is told at every look for how long a wait lasts, by the thread that waits. */
    @FunctionalInterface
    public interface Listener {
        void waits(String what, Duration since, Duration limit);
    }

    public Waiting(
            InstantSource clock,
            Pause pause,
            Duration interval,
            BooleanSupplier cancelled,
            Listener listener) {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("interval " + interval + " does not let time pass");
        }
        this.clock = clock;
        this.pause = pause;
        this.interval = interval;
        this.cancelled = cancelled;
        this.listener = listener;
    }

    /** The same, but a cancel does not end it: for what must be taken back after a cancel. */
    public Waiting uncancellable() {
        return new Waiting(clock, pause, interval, () -> false, listener);
    }

    /** Throws when the run was cancelled. */
    public void refuseCancelled(String what) throws ActException {
        if (cancelled.getAsBoolean()) {
            throw new ActException.Cancelled("cancelled before " + what);
        }
    }

    /** Whether every wait ends now. */
    public boolean isCancelled() {
        return cancelled.getAsBoolean();
    }

    public Instant now() {
        return clock.instant();
    }

    /**
     * Looks until there is something.
     *
     * @param what is waited for, as a message can name it: {@code snapshot shop/x to be ready}
     * @throws ActException when the limit has come, or on cancel
     */
    public <T> T await(String what, Duration limit, Probe<T> probe)
            throws IOException, InterruptedException {
        Instant start = clock.instant();
        while (true) {
            refuseCancelled(what);
            Optional<T> found = probe.look();
            if (found.isPresent()) {
                return found.get();
            }
            Duration since = Duration.between(start, clock.instant());
            listener.waits(what, since, limit);
            if (since.compareTo(limit) >= 0) {
                throw new ActException.Expired("waited " + limit.toSeconds() + " s for " + what);
            }
            pause.pause(interval);
        }
    }
}
