package dev.varve.repo.daemon;

import dev.varve.repo.officer.OfficerActs;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to the acts of officers: finishes at the start what the daemon before could not, and enters
 * each minute what nobody approved in time. One thread, {@code officer-acts}.
 */
final class ActWatch implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ActWatch.class);
    private static final long STOP_SECONDS = 10;

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("officer-acts").factory());

    private ActWatch() {}

    /** What was approved is done when this returns, as far as it can be. */
    static ActWatch start(OfficerActs acts) {
        ActWatch watch = new ActWatch();
        watch.look(acts::resume);
        var _ =
                watch.thread.scheduleWithFixedDelay(
                        () -> watch.look(acts::expire), 1, 1, TimeUnit.MINUTES);
        return watch;
    }

    @FunctionalInterface
    private interface Look {
        void run() throws IOException;
    }

    // The edge of this thread: the next look tries again, and the daemon serves without it.
    private void look(Look what) {
        try {
            what.run();
        } catch (IOException | RuntimeException failure) {
            LOGGER.atError().setCause(failure).log("acts of officers could not be seen to");
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.atWarn().log("the look at acts of officers did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
