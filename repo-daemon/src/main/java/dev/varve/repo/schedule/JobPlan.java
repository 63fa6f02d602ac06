package dev.varve.repo.schedule;

import java.time.Duration;
import java.util.Optional;

/**
 * When a job runs.
 *
 * @param enabled otherwise it runs only when asked for
 * @param jitter each time is put off by a random part of this
 * @param window empty: at any time of the day
 */
public record JobPlan(
        boolean enabled, CronSchedule cron, Duration jitter, Optional<Window> window) {
    public JobPlan {
        if (jitter.isNegative()) {
            throw new IllegalArgumentException("jitter " + jitter + " is negative");
        }
    }
}
