package dev.varve.repo.daemon;

import dev.varve.repo.alarm.AlarmKind;
import dev.varve.repo.alarm.Alarms;
import dev.varve.repo.alarm.Severity;
import dev.varve.repo.retention.clock.ClockStatus;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks now and then at what nobody calls about: the clock, the disk, damaged points. */
final class AlarmWatch implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(AlarmWatch.class);
    private static final long PERIOD_SECONDS = 30;
    private static final long STOP_SECONDS = 10;

    private final Alarms alarms;
    private final Supplier<ClockStatus> clock;
    private final Disk disk;
    private final Damage damage;
    private final ScheduledExecutorService scheduler;

    AlarmWatch(
            Alarms alarms,
            Supplier<ClockStatus> clock,
            Disk disk,
            Damage damage,
            ScheduledExecutorService scheduler) {
        this.alarms = alarms;
        this.clock = clock;
        this.disk = disk;
        this.damage = damage;
        this.scheduler = scheduler;
    }

    /** The disk of the segments. */
    interface Disk {
        long freeBytes() throws IOException;

        long reserveBytes();
    }

    /** The points of all vaults. */
    @FunctionalInterface
    interface Damage {
        /** How many of each vault cannot be restored whole; all vaults are there. */
        Map<String, Integer> byVault() throws IOException;
    }

    /** {@code scheduler} is for this alone, and ends with it. */
    static AlarmWatch start(
            Alarms alarms,
            Supplier<ClockStatus> clock,
            Disk disk,
            Damage damage,
            ScheduledExecutorService scheduler) {
        AlarmWatch watch = new AlarmWatch(alarms, clock, disk, damage, scheduler);
        var _ = scheduler.scheduleWithFixedDelay(watch::look, 0, PERIOD_SECONDS, TimeUnit.SECONDS);
        return watch;
    }

    // The edge of this thread: a failed look must not end those after it.
    void look() {
        try {
            lookAtClock();
            lookAtDisk();
            lookAtPoints();
        } catch (IOException | RuntimeException failure) {
            LOGGER.atWarn().setCause(failure).log("clock, disk and points cannot be looked at");
        }
    }

    private void lookAtClock() {
        ClockStatus status = clock.get();
        if (status.doubts().isEmpty()) {
            alarms.clear(AlarmKind.CLOCK_IN_DOUBT, "");
        } else {
            alarms.raise(
                    AlarmKind.CLOCK_IN_DOUBT,
                    Severity.WARNING,
                    "",
                    "the retention clock " + status.summary(),
                    "Nothing expires until it is believed again; see varve clock status.");
        }
    }

    private void lookAtDisk() throws IOException {
        long freeBytes = disk.freeBytes();
        if (freeBytes > disk.reserveBytes()) {
            alarms.clear(AlarmKind.DISK_UNDER_RESERVE, "");
        } else {
            alarms.raise(
                    AlarmKind.DISK_UNDER_RESERVE,
                    Severity.CRITICAL,
                    "",
                    "only "
                            + freeBytes
                            + " bytes are free, and "
                            + disk.reserveBytes()
                            + " are kept in reserve: pushes end with DISK_FULL",
                    "Make room on the disk, or add some.");
        }
    }

    private void lookAtPoints() throws IOException {
        damage.byVault()
                .forEach((vault, count) -> {
                    if (count == 0) {
                        alarms.clear(AlarmKind.POINTS_DAMAGED, vault);
                        return;
                    }
                    alarms.raise(
                            AlarmKind.POINTS_DAMAGED,
                            Severity.CRITICAL,
                            vault,
                            count + " restore points of vault " + vault + " are damaged",
                            "varve heal --vault " + vault + " says what mends them.");
                });
    }

    /** Returns when no look is under way. */
    @Override
    public void close() {
        scheduler.shutdown();
        try {
            if (!scheduler.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.atWarn().log("the last look at clock and disk did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
