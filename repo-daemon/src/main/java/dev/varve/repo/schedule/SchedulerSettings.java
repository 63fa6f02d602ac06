package dev.varve.repo.schedule;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What a scheduler stands on.
 *
 * @param folder for the files of its jobs
 * @param zone of cron expressions and windows
 * @param atOnce the most runs at the same time
 * @param random for jitter
 * @param executor gives each run a thread, at once
 */
public record SchedulerSettings(
        Path folder,
        ZoneId zone,
        int atOnce,
        Clock clock,
        RandomGenerator random,
        Executor executor) {
    public SchedulerSettings {
        if (atOnce < 1) {
            throw new IllegalArgumentException("atOnce " + atOnce + " lets nothing run");
        }
    }
}
