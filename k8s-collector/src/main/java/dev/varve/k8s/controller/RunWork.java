package dev.varve.k8s.controller;

import dev.varve.k8s.resource.Condition;
import dev.varve.k8s.resource.Conditions;
import dev.varve.k8s.resource.RunPhase;
import dev.varve.k8s.resource.RunStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Takes a run through its phases, and says so in its status and in events. */
final class RunWork<R extends HasMetadata> {
    static final String COMPLETE = "Complete";

    private final RunKind<R> kind;
    private final RunTask<R> task;
    private final Statuses statuses;
    private final Events events;
    private final String identity;
    private final InstantSource clock;

    RunWork(
            RunKind<R> kind,
            RunTask<R> task,
            Statuses statuses,
            Events events,
            String identity,
            InstantSource clock) {
        this.kind = kind;
        this.task = task;
        this.statuses = statuses;
        this.events = events;
        this.identity = identity;
        this.clock = clock;
    }

    /** Does it once. */
    void run(R run, Work.Stop stop) throws InterruptedException {
        // What brought it here may be older than its end.
        Optional<R> newest = statuses.newest(run).filter(latest -> isDue(latest, stop));
        if (newest.isEmpty()) {
            return;
        }
        Optional<R> begun = statuses.change(newest.get(), this::begin);
        if (begun.isEmpty()) {
            return;
        }
        R current = begun.get();
        try {
            RunTask.Ending<R> ending = task.run(current, stop);
            end(current, ending.phase(), ending.message(), ending.details());
        } catch (IOException | RuntimeException e) {
            // The edge of a run: whatever ended it is told in its status.
            fail(current, Failure.of(e), stop);
        }
    }

    private boolean isDue(R run, Work.Stop stop) {
        Instant now = clock.instant();
        boolean cancelled = kind.cancelled(run) || stop.cancellation().cancelled();
        return NextStep.of(kind.status(run), cancelled, false, Instant.MAX, now)
                instanceof NextStep.Begin;
    }

    /** Ends a run that nobody works on. */
    void end(R run, RunPhase phase, String message) {
        statuses.newest(run)
                .filter(latest -> !NextStep.hasEnded(kind.status(latest).phase))
                .ifPresent(latest -> end(latest, phase, message, _ -> {}));
    }

    private void begin(R run) {
        RunStatus status = kind.status(run);
        status.phase = RunPhase.Running;
        status.attempts++;
        status.holder = identity;
        status.nextAttemptTime = "";
        status.message = "";
        if (status.startTime.isEmpty()) {
            status.startTime = Conditions.time(clock.instant());
        }
        condition(run, Condition.Status.False, "");
    }

    private void fail(R run, Failure failure, Work.Stop stop) {
        switch (failure) {
            case Failure.Stopped _ when stop.controllerEnds() ->
                    queue(run, "the controller ended; the next one goes on", clock.instant());
            case Failure.Stopped _ ->
                    end(run, RunPhase.Cancelled, "cancelled; there is no restore point of it");
            case Failure.Lasting lasting -> end(run, RunPhase.Failed, lasting.message());
            case Failure.Passing passing -> {
                int attempts = kind.status(run).attempts;
                queue(run, passing.message(), clock.instant().plus(Backoff.after(attempts)));
                events.warn(run, "Waiting", passing.message());
            }
        }
    }

    private void queue(R run, String message, Instant next) {
        Optional<R> _ =
                statuses.change(
                        run,
                        latest -> {
                            RunStatus status = kind.status(latest);
                            status.phase = RunPhase.Queued;
                            status.nextAttemptTime = Conditions.time(next);
                            status.message = Conditions.shortened(message);
                            condition(latest, Condition.Status.False, message);
                        });
    }

    private void end(
            R run, RunPhase phase, String message, java.util.function.Consumer<R> details) {
        Optional<R> ended =
                statuses.change(
                        run,
                        latest -> {
                            RunStatus status = kind.status(latest);
                            details.accept(latest);
                            status.phase = phase;
                            status.message = Conditions.shortened(message);
                            status.nextAttemptTime = "";
                            status.completionTime = Conditions.time(clock.instant());
                            condition(latest, verdict(phase), message);
                        });
        ended.ifPresent(latest -> tell(latest, phase, message));
    }

    private void tell(R run, RunPhase phase, String message) {
        if (phase == RunPhase.Succeeded) {
            events.say(run, phase.name(), message);
        } else {
            events.warn(run, phase.name(), message);
        }
    }

    private static Condition.Status verdict(RunPhase phase) {
        return switch (phase) {
            case Succeeded, SucceededWithWarnings -> Condition.Status.True;
            case Queued, Running, Failed, Cancelled -> Condition.Status.False;
        };
    }

    private void condition(R run, Condition.Status value, String message) {
        RunStatus status = kind.status(run);
        Conditions.set(
                status,
                COMPLETE,
                value,
                status.phase.name(),
                message,
                java.util.Objects.requireNonNullElse(run.getMetadata().getGeneration(), 0L),
                clock.instant());
    }
}
