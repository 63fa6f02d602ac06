package dev.varve.k8s.controller;

import dev.varve.k8s.resource.RunPhase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Brings runs to workers. Never waits: it reads what is said and hands on. */
final class RunLoop<R extends HasMetadata> {
    private final RunKind<R> kind;
    private final RunWork<R> work;
    private final Workers workers;
    private final Duration giveUp;
    private final InstantSource clock;

    RunLoop(
            RunKind<R> kind,
            RunWork<R> work,
            Workers workers,
            Duration giveUp,
            InstantSource clock) {
        this.kind = kind;
        this.work = work;
        this.workers = workers;
        this.giveUp = giveUp;
        this.clock = clock;
    }

    UpdateControl<R> look(R run) {
        String key = kind.key(run);
        NextStep step =
                NextStep.of(
                        kind.status(run),
                        kind.cancelled(run),
                        workers.has(key),
                        deadline(run),
                        clock.instant());
        return take(step, run, key);
    }

    private UpdateControl<R> take(NextStep step, R run, String key) {
        UpdateControl<R> done = UpdateControl.noUpdate();
        return switch (step) {
            case NextStep.Nothing _ -> done;
            case NextStep.Wait wait -> done.rescheduleAfter(wait.duration());
            case NextStep.Begin _ -> {
                boolean _ = workers.offer(key, stop -> work.run(run, stop));
                yield done.rescheduleAfter(NextStep.GLANCE);
            }
            case NextStep.StopWork _ -> {
                workers.cancel(key);
                yield done.rescheduleAfter(Duration.ofSeconds(1));
            }
            case NextStep.Cancel _ -> {
                work.end(run, RunPhase.Cancelled, "cancelled before it began");
                yield done;
            }
            case NextStep.GiveUp _ -> {
                work.end(run, RunPhase.Failed, "not begun in time: " + kind.status(run).message);
                yield done;
            }
        };
    }

    private Instant deadline(R run) {
        String created = run.getMetadata().getCreationTimestamp();
        return (created == null ? clock.instant() : Instant.parse(created)).plus(giveUp);
    }
}
