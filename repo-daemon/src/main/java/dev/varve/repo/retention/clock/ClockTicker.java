package dev.varve.repo.retention.clock;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a retention clock tick, on the one thread of its scheduler, until closed. */
public final class ClockTicker implements AutoCloseable {
    /** From one tick to the next. */
    public static final Duration PERIOD = Duration.ofSeconds(10);

    private static final Logger LOGGER = LoggerFactory.getLogger(ClockTicker.class);
    private static final long STOP_SECONDS = 10;

    private final RetentionClock clock;
    private final ScheduledExecutorService scheduler;

    private ClockTicker(RetentionClock clock, ScheduledExecutorService scheduler) {
        this.clock = clock;
        this.scheduler = scheduler;
    }

    /** Ticks from now on. {@code scheduler} is for this alone, and ends with it. */
    public static ClockTicker start(RetentionClock clock, ScheduledExecutorService scheduler) {
        ClockTicker ticker = new ClockTicker(clock, scheduler);
        var _ =
                scheduler.scheduleWithFixedDelay(
                        ticker::tick, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return ticker;
    }

    /** Returns when no tick is under way. */
    @Override
    public void close() {
        scheduler.shutdown();
        try {
            if (!scheduler.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.atWarn().log("the last tick of the retention clock did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // The edge of this thread: a failed tick must not end the ticks after it.
    private void tick() {
        try {
            clock.tick();
        } catch (IOException | RuntimeException failure) {
            LOGGER.atWarn()
                    .setCause(failure)
                    .log("the retention clock stands still: its record cannot be written");
        }
    }
}
