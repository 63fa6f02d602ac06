package dev.varve.repo.schedule;

import java.time.Instant;
import java.util.Optional;

/** What a job does now. */
public sealed interface JobState {
    /** Runs only when asked for. */
    record Disabled() implements JobState {}

    /** Runs at a time to come. */
    record Planned(Instant next) implements JobState {}

    /** No time of its expression will ever come. */
    record Never() implements JobState {}

    /** Its time is there, but not its window or its turn. */
    record Waiting(Instant since, String forWhat) implements JobState {}

    /**
     * At work.
     *
     * @param stop asked for, and not followed yet
     */
    record Running(RunStart start, Progress progress, Optional<StopReason> stop)
            implements JobState {}
}
