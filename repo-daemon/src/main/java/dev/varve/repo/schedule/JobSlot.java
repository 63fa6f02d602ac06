package dev.varve.repo.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One job: when it is due, and what is kept of it. Guarded by the lock of its scheduler. */
final class JobSlot {
    /** A run that died may have taken the daemon with it: not at once again. */
    private static final Duration AFTER_DEATH = Duration.ofMinutes(1);

    private record Due(Instant at, Trigger trigger) {}

    private final Job job;
    private final JobPlan plan;
    private final ZoneId zone;
    private final RandomGenerator random;
    private final JobFolder folder;
    private JobRecord record;
    private @Nullable Due due;
    private @Nullable Due request;
    private @Nullable JobRun running;

    JobSlot(
            ScheduledJob scheduled,
            ZoneId zone,
            RandomGenerator random,
            JobFolder folder,
            Instant now) {
        this.job = scheduled.job();
        this.plan = scheduled.plan();
        this.zone = zone;
        this.random = random;
        this.folder = folder;
        this.record = recovered(now.toEpochMilli());
        plan(now.plus(record.died() ? AFTER_DEATH : Duration.ZERO), now);
    }

    private JobRecord recovered(long nowMillis) {
        Optional<JobRecord> known = folder.load(name());
        if (known.isPresent() && known.get().running().isEmpty()) {
            return known.get();
        }
        JobRecord changed =
                known.map(record ->
                                record.ended(
                                        new Outcome.Stopped(StopReason.DIED), nowMillis, false))
                        .orElseGet(() -> JobRecord.fresh(name(), nowMillis));
        folder.save(changed);
        return changed;
    }

    /** Of the job. */
    String name() {
        return job.name();
    }

    @Nullable JobRun running() {
        return running;
    }

    /** When it runs next, as seen now; {@code resumeAt} if a run was broken off. */
    private void plan(Instant resumeAt, Instant now) {
        due = null;
        if (!plan.enabled()) {
            return;
        }
        if (record.resume()) {
            due = new Due(resumeAt, Trigger.RESUME);
            return;
        }
        Instant handled =
                Instant.ofEpochMilli(Math.min(record.handledMillis(), now.toEpochMilli()));
        Optional<Instant> next = plan.cron().next(handled, zone);
        if (next.isPresent() && !next.get().isAfter(now)) {
            due = new Due(now, Trigger.MISSED);
        } else if (next.isPresent()) {
            due = new Due(next.get().plus(jitter()), Trigger.SCHEDULE);
        }
    }

    /** The wall clock was set back: times that it had come to lie in the future again. */
    void replan(Instant now) {
        if (running == null) {
            plan(now, now);
        }
    }

    private Duration jitter() {
        long most = plan.jitter().toMillis();
        return most == 0 ? Duration.ZERO : Duration.ofMillis(random.nextLong(most + 1));
    }

    /** Asked for by somebody: at the next turn, whatever its window. */
    void request(Instant now) {
        request = new Due(now, Trigger.REQUEST);
    }

    /** Ends what runs, and gives up what waits. */
    void cancel(Instant now) {
        request = null;
        if (running != null) {
            running.ask(StopReason.CANCELLED);
        } else if (record.resume()) {
            record = record.givenUp();
            folder.save(record);
            plan(now, now);
        }
    }

    boolean shouldRun(Instant now) {
        if (running != null) {
            return false;
        }
        return request != null || (due != null && !due.at().isAfter(now) && open(now));
    }

    private boolean open(Instant now) {
        return plan.window().isEmpty()
                || plan.window().get().contains(LocalTime.ofInstant(now, zone));
    }

    /** Marks it running; the caller runs what it gets. */
    JobRun begin(Instant now, JobRun.Owner owner) {
        Trigger trigger =
                request != null
                        ? request.trigger()
                        : due == null ? Trigger.SCHEDULE : due.trigger();
        request = null;
        due = null;
        record = record.begun(trigger, now.toEpochMilli());
        folder.save(record);
        running = new JobRun(job, record.token(), owner);
        return running;
    }

    void pauseOutsideWindow(Instant now) {
        if (running != null
                && !open(now)
                && record.running().orElseThrow().trigger() != Trigger.REQUEST) {
            running.ask(StopReason.PAUSED);
        }
    }

    void saved(String token) {
        record = record.saved(token);
        folder.save(record);
    }

    Run ended(Outcome outcome, boolean savedToken, Instant now) {
        record = record.ended(outcome, now.toEpochMilli(), savedToken);
        folder.save(record);
        running = null;
        plan(now, now);
        return record.runs().getLast();
    }

    JobStatus status(Instant now) {
        return new JobStatus(
                name(),
                plan,
                state(now),
                running == null && due != null ? Optional.of(due.at()) : Optional.empty(),
                !record.token().isEmpty() || record.resume(),
                record.succeededMillis(),
                record.runs());
    }

    private JobState state(Instant now) {
        if (running != null) {
            return new JobState.Running(
                    record.running().orElseThrow(), running.lastProgress(), running.asked());
        }
        if (request != null) {
            return new JobState.Waiting(request.at(), "its turn");
        }
        if (due == null) {
            return plan.enabled() ? new JobState.Never() : new JobState.Disabled();
        }
        if (due.at().isAfter(now)) {
            return new JobState.Planned(due.at());
        }
        return new JobState.Waiting(
                due.at(), open(now) ? "its turn" : "its window " + plan.window().get());
    }
}
