package dev.varve.k8s.controller;

import dev.varve.k8s.resource.RunPhase;
import dev.varve.k8s.resource.RunStatus;
import java.time.Duration;
import java.time.Instant;

/** What is to be done with a run now; found from what is known, without doing anything. */
sealed interface NextStep {
    /** How often somebody looks at a run that is being worked on. */
    Duration GLANCE = Duration.ofSeconds(10);

    /** It has ended. */
    record Nothing() implements NextStep {}

    record Wait(Duration duration) implements NextStep {}

    /** Also for a run that another controller had begun: that one leads no more. */
    record Begin() implements NextStep {}

    /** Somebody works on it, and is to stop. */
    record StopWork() implements NextStep {}

    /** Nobody works on it, and nobody shall. */
    record Cancel() implements NextStep {}

    /** It was tried for too long. */
    record GiveUp() implements NextStep {}

    /**
     * The step.
     *
     * @param working whether this controller works on it
     * @param deadline when to give up
     */
    static NextStep of(
            RunStatus status, boolean cancel, boolean working, Instant deadline, Instant now) {
        if (hasEnded(status.phase)) {
            return new Nothing();
        }
        if (cancel) {
            return working ? new StopWork() : new Cancel();
        }
        if (working) {
            return new Wait(GLANCE);
        }
        boolean interrupted = status.phase == RunPhase.Running;
        if (!interrupted && now.isAfter(deadline)) {
            return new GiveUp();
        }
        Instant next =
                status.nextAttemptTime.isEmpty() ? now : Instant.parse(status.nextAttemptTime);
        return next.isAfter(now) ? new Wait(Duration.between(now, next)) : new Begin();
    }

    static boolean hasEnded(RunPhase phase) {
        return switch (phase) {
            case Queued, Running -> false;
            case Succeeded, SucceededWithWarnings, Failed, Cancelled -> true;
        };
    }
}
