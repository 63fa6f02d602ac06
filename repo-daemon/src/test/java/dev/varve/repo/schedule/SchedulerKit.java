package dev.varve.repo.schedule;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;

/** Schedulers on one folder and one fake clock; runs happen when the test says so. */
final class SchedulerKit {
    final FakeClock clock = new FakeClock("2026-03-01T00:00:30Z");
    final Queue<Runnable> begun = new ArrayDeque<>();
    final List<String> heard = new ArrayList<>();
    private final Path folder;

    SchedulerKit(Path folder) {
        this.folder = folder;
    }

    Scheduler scheduler(int atOnce, ScheduledJob... jobs) {
        return new Scheduler(
                new SchedulerSettings(
                        folder, ZoneOffset.UTC, atOnce, clock, new Random(7), begun::add),
                List.of(jobs),
                List.of(new Ear()));
    }

    static ScheduledJob at(String cron, Job job) {
        return new ScheduledJob(job, plan(cron, Duration.ZERO, ""));
    }

    static ScheduledJob within(String window, String cron, Job job) {
        return new ScheduledJob(job, plan(cron, Duration.ZERO, window));
    }

    static JobPlan plan(String cron, Duration jitter, String window) {
        return new JobPlan(
                true,
                CronSchedule.parse(cron),
                jitter,
                window.isEmpty() ? Optional.empty() : Optional.of(Window.parse(window)));
    }

    /** Goes forward minute by minute; what is due runs at once. */
    void pass(Scheduler scheduler, Duration time) {
        for (long minute = 0; minute < time.toMinutes(); minute++) {
            clock.advance(Duration.ofMinutes(1));
            scheduler.tick();
            work();
        }
    }

    /** Does all runs that were begun. */
    void work() {
        for (Runnable run = begun.poll(); run != null; run = begun.poll()) {
            run.run();
        }
    }

    private final class Ear implements JobListener {
        @Override
        public void known(String job, long succeededMillis) {}

        @Override
        public void started(String job) {
            heard.add("started " + job);
        }

        @Override
        public void progressed(String job, Progress progress) {
            heard.add(job + " " + progress.done() + "/" + progress.total() + progress.unit());
        }

        @Override
        public void ended(String job, Run run) {
            heard.add("ended " + job + " " + run.outcome().label());
        }
    }
}
