package dev.varve.repo.config;

import dev.varve.repo.schedule.CronSchedule;
import dev.varve.repo.schedule.JobPlan;
import dev.varve.repo.schedule.Window;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When one job runs.
 *
 * @param enabled otherwise it runs only when asked for
 * @param cron minute hour day month weekday
 * @param jitterSeconds each time is put off by a random part of this
 * @param window {@code HH:MM-HH:MM}; null: at any time of the day
 */
public record JobConfiguration(
        boolean enabled, String cron, long jitterSeconds, @Nullable String window) {
    private static final long MOST_JITTER_SECONDS = 86_400;

    public JobConfiguration {
        CronSchedule.parse(cron);
        Bounds.require("jitterSeconds", jitterSeconds, 0, MOST_JITTER_SECONDS);
        if (window != null) {
            Window.parse(window);
        }
    }

    static JobConfiguration at(String cron, long jitterSeconds) {
        return new JobConfiguration(true, cron, jitterSeconds, null);
    }

    public JobPlan plan() {
        return new JobPlan(
                enabled,
                CronSchedule.parse(cron),
                Duration.ofSeconds(jitterSeconds),
                Optional.ofNullable(window).map(Window::parse));
    }
}
