package dev.varve.repo.retention.guard;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an eye on the guard, on the one thread of its scheduler, until closed: looks at the level
 * each minute, seals what waits, and compares the flags with the log each hour.
 */
public final class GuardWatch implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(GuardWatch.class);
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final Duration AUDIT_PERIOD = Duration.ofHours(1);
    private static final long STOP_SECONDS = 15;

    private final SegmentGuard guard;
    private final Audit audit;
    private final ScheduledExecutorService scheduler;
    private volatile GuardAudit.Result last = new GuardAudit.Result(0, List.of());

    private GuardWatch(SegmentGuard guard, Audit audit, ScheduledExecutorService scheduler) {
        this.guard = guard;
        this.audit = audit;
        this.scheduler = scheduler;
    }

    /** {@code GuardAudit.run} with a ledger, {@code GuardAudit.look} without. */
    @FunctionalInterface
    public interface Audit {
        GuardAudit.Result run() throws IOException;
    }

    /** {@code scheduler} is for this alone, and ends with it. */
    public static GuardWatch start(
            SegmentGuard guard, Audit audit, ScheduledExecutorService scheduler) {
        GuardWatch watch = new GuardWatch(guard, audit, scheduler);
        var _ =
                scheduler.scheduleWithFixedDelay(
                        watch::look, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        var _ =
                scheduler.scheduleWithFixedDelay(
                        watch::audit, 0, AUDIT_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    /** What the last audit found; nothing before the first. */
    public GuardAudit.Result last() {
        return last;
    }

    /** Returns when nothing is under way. */
    @Override
    public void close() {
        scheduler.shutdownNow();
        try {
            if (!scheduler.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.atWarn().log("the last look at the guard did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // The edge of this thread: one failed look must not end those after it.
    private void look() {
        try {
            if (guard.guard().probe().level() != GuardLevel.NONE && !guard.retry()) {
                LOGGER.atWarn()
                        .addKeyValue("segments", guard.owed())
                        .log("sealed segments are not guarded yet");
            }
        } catch (RuntimeException failure) {
            LOGGER.atWarn().setCause(failure).log("the guard cannot be looked at");
        }
    }

    private void audit() {
        try {
            GuardAudit.Result result = audit.run();
            for (GuardAudit.Finding finding : result.findings()) {
                LOGGER.atError()
                        .addKeyValue("what", finding.what())
                        .log("the guard was tampered with");
            }
            last = result;
        } catch (IOException | RuntimeException failure) {
            LOGGER.atWarn().setCause(failure).log("the guard's flags cannot be compared");
        }
    }
}
