package dev.varve.repo.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All about one job, at one moment.
 *
 * @param next empty while it runs, when it is disabled, or when its time never comes
 * @param resumable its next run goes on where the last one stopped
 * @param runs oldest first
 */
public record JobStatus(
        String name,
        JobPlan plan,
        JobState state,
        Optional<Instant> next,
        boolean resumable,
        long succeededMillis,
        List<Run> runs) {}
