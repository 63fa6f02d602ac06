package dev.varve.repo.admin;

import dev.varve.repo.alarm.Alarms;
import dev.varve.repo.io.StorageDirectory;
import dev.varve.repo.metrics.Metrics;
import dev.varve.repo.metrics.Tasks;
import dev.varve.repo.officer.OfficerActs;
import dev.varve.repo.retention.Retention;
import dev.varve.repo.retention.clock.RetentionClock;
import dev.varve.repo.retention.guard.GuardAudit;
import dev.varve.repo.retention.guard.SegmentGuard;
import dev.varve.repo.schedule.Scheduler;
import dev.varve.repo.store.Repository;
import dev.varve.repo.vault.DataDirectory;
import java.io.IOException;
import java.util.Optional;

/** What the admin side looks at. Asked by many threads, from before recovery on. */
public interface DaemonState {
    DataDirectory directory();

    /** Where the segments lie: for the room that is left. */
    StorageDirectory storage();

    /** Pushes end before less than this is free. */
    long diskReserveBytes();

    /** Empty: recovery is not finished. */
    Optional<Repository> repository();

    /**
     * Size of the index on disk.
     *
     * @throws IOException also when the index is not open, or does not answer
     */
    long indexBytes() throws IOException;

    RetentionClock clock();

    Retention retention();

    /** What takes two officers. */
    OfficerActs officers();

    SegmentGuard guard();

    /** What the last comparison of flags found. */
    GuardAudit.Result guardAudit();

    Metrics metrics();

    Tasks tasks();

    /** Empty: recovery is not finished, or the daemon stops. */
    Optional<Scheduler> scheduler();

    Alarms alarms();
}
