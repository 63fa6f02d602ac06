package dev.varve.repo.admin;

import dev.varve.repo.schedule.JobResult;
import dev.varve.repo.schedule.JobState;
import dev.varve.repo.schedule.JobStatus;
import dev.varve.repo.schedule.Outcome;
import dev.varve.repo.schedule.Run;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Jobs as the admin side shows them. */
final class JobViews {
    private JobViews() {}

    /**
     * A job now.
     *
     * @param window empty: at any time
     * @param state DISABLED, PLANNED, NEVER, WAITING, RUNNING
     * @param waitsFor its turn or its window; empty unless WAITING
     * @param nextMillis 0: not known
     * @param succeededMillis 0: it never did
     */
    record JobView(
            String name,
            boolean enabled,
            String cron,
            long jitterSeconds,
            String window,
            String state,
            String waitsFor,
            long nextMillis,
            long succeededMillis,
            boolean resumable,
            @Nullable RunningView running,
            @Nullable RunView last) {
        static JobView of(JobStatus job) {
            return new JobView(
                    job.name(),
                    job.plan().enabled(),
                    job.plan().cron().toString(),
                    job.plan().jitter().toSeconds(),
                    job.plan().window().map(Object::toString).orElse(""),
                    label(job.state()),
                    job.state() instanceof JobState.Waiting waiting ? waiting.forWhat() : "",
                    job.next().map(Instant::toEpochMilli).orElse(0L),
                    job.succeededMillis(),
                    job.resumable(),
                    job.state() instanceof JobState.Running running
                            ? RunningView.of(running)
                            : null,
                    job.runs().isEmpty() ? null : RunView.of(job.runs().getLast()));
        }

        private static String label(JobState state) {
            return switch (state) {
                case JobState.Disabled _ -> "DISABLED";
                case JobState.Planned _ -> "PLANNED";
                case JobState.Never _ -> "NEVER";
                case JobState.Waiting _ -> "WAITING";
                case JobState.Running _ -> "RUNNING";
            };
        }
    }

    /** A job with its history, newest first. */
    record JobHistory(JobView job, List<RunView> history) {
        static JobHistory of(JobStatus job) {
            return new JobHistory(
                    JobView.of(job), job.runs().reversed().stream().map(RunView::of).toList());
        }
    }

    /** A run under way; {@code total} 0: not known; {@code stop} empty: it goes on. */
    record RunningView(
            long number,
            String trigger,
            long startedMillis,
            long done,
            long total,
            String unit,
            String stop) {
        static RunningView of(JobState.Running running) {
            return new RunningView(
                    running.start().number(),
                    running.start().trigger().name(),
                    running.start().startedMillis(),
                    running.progress().done(),
                    running.progress().total(),
                    running.progress().unit(),
                    running.stop().map(Enum::name).orElse(""));
        }
    }

    /** A run that ended; the first of its findings. */
    record RunView(
            long number,
            String trigger,
            long startedMillis,
            long endedMillis,
            String outcome,
            String text,
            long findingsCount,
            List<String> findings) {
        static RunView of(Run run) {
            JobResult result =
                    switch (run.outcome()) {
                        case Outcome.Succeeded succeeded -> succeeded.result();
                        case Outcome.Failed failed -> JobResult.done(failed.why());
                        case Outcome.Stopped _ -> JobResult.done("");
                    };
            return new RunView(
                    run.start().number(),
                    run.start().trigger().name(),
                    run.start().startedMillis(),
                    run.endedMillis(),
                    run.outcome().label(),
                    result.summary(),
                    result.findingsCount(),
                    result.findings());
        }
    }
}
