package dev.varve.repo.daemon;

import dev.varve.protocol.message.CheckLevel;
import dev.varve.repo.config.ScheduleConfiguration;
import dev.varve.repo.metrics.JobMeter;
import dev.varve.repo.schedule.Job;
import dev.varve.repo.schedule.ScheduledJob;
import dev.varve.repo.schedule.Scheduler;
import dev.varve.repo.schedule.SchedulerSettings;
import dev.varve.repo.store.Repository;
import dev.varve.repo.upkeep.UpkeepJobs;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon's own work, ticking: one thread, {@code schedule}, and one, {@code job}, each run. */
final class DaemonJobs implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(DaemonJobs.class);

    private final Scheduler scheduler;
    private final ScheduledExecutorService ticker;

    private DaemonJobs(Scheduler scheduler, ScheduledExecutorService ticker) {
        this.scheduler = scheduler;
        this.ticker = ticker;
    }

    /** All jobs that there are. Each name has its times in {@link ScheduleConfiguration}. */
    static List<Job> all(
            ScheduleConfiguration schedule,
            RunningState state,
            Repository repository,
            LedgerWatch ledger) {
        CheckLevel weekly =
                CheckLevel.valueOf(
                        "CHECK_LEVEL_" + schedule.weeklyLevel().toUpperCase(Locale.ROOT));
        UpkeepJobs upkeep =
                new UpkeepJobs(
                        repository,
                        state.directory().vaults(),
                        state.retention(),
                        schedule.scrubDays(),
                        () -> state.clock().status().mayExpire());
        List<Job> all = new ArrayList<>(upkeep.all(weekly));
        all.add(new CheckpointJob(ledger));
        return all;
    }

    /** Works until closed. */
    static DaemonJobs start(ScheduleConfiguration schedule, RunningState state, List<Job> jobs) {
        SchedulerSettings settings =
                new SchedulerSettings(
                        state.directory().root().resolve("schedule"),
                        ZoneId.of(schedule.zone()),
                        schedule.atOnce(),
                        Clock.systemUTC(),
                        new SplittableRandom(),
                        run -> Thread.ofPlatform().daemon().name("job").start(run));
        Scheduler scheduler =
                new Scheduler(
                        settings,
                        jobs.stream()
                                .map(job -> new ScheduledJob(job, schedule.job(job.name()).plan()))
                                .toList(),
                        List.of(
                                new JobMeter(state.metrics(), state.tasks()),
                                new JobAlarms(state.alarms())));
        DaemonJobs started =
                new DaemonJobs(
                        scheduler,
                        Executors.newSingleThreadScheduledExecutor(
                                Thread.ofPlatform().daemon().name("schedule").factory()));
        state.scheduled(scheduler);
        var _ = started.ticker.scheduleWithFixedDelay(started::tick, 1, 1, TimeUnit.SECONDS);
        return started;
    }

    // The edge of this thread: one failed tick must not end those after it.
    private void tick() {
        try {
            scheduler.tick();
        } catch (RuntimeException failure) {
            LOGGER.atError().setCause(failure).log("jobs could not be looked at");
        }
    }

    /** Starts nothing any more, stops what runs, and waits for it. */
    @Override
    public void close() {
        ticker.shutdown();
        scheduler.close();
    }
}
