package dev.varve.k8s.controller;

import dev.varve.k8s.resource.Condition;
import dev.varve.k8s.resource.Conditions;
import dev.varve.k8s.resource.PlanPhase;
import dev.varve.k8s.resource.RestorePlan;
import dev.varve.k8s.resource.RestorePlanStatus;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes one RestorePlan's plan, once. */
final class PlanWork {
    static final String READY = "Ready";

    private final RestoreEngine engine;
    private final ChunkStore chunks;
    private final Statuses statuses;
    private final Events events;
    private final InstantSource clock;

    PlanWork(
            RestoreEngine engine,
            ChunkStore chunks,
            Statuses statuses,
            Events events,
            InstantSource clock) {
        this.engine = engine;
        this.chunks = chunks;
        this.statuses = statuses;
        this.events = events;
        this.clock = clock;
    }

    void run(RestorePlan asked, Work.Stop stop) throws InterruptedException {
        // What brought it here may be older than its plan.
        Optional<RestorePlan> newest = statuses.newest(asked).filter(PlanWork::isUnmade);
        if (newest.isEmpty()) {
            return;
        }
        Optional<RestorePlan> begun =
                change(
                        newest.get(),
                        status -> {
                            status.phase = PlanPhase.Planning;
                            status.attempts++;
                            status.nextAttemptTime = "";
                        });
        if (begun.isEmpty()) {
            return;
        }
        try {
            make(begun.get(), stop);
        } catch (IOException | RuntimeException e) {
            // The edge of the work: whatever ended it is told in the plan's status.
            fail(begun.get(), Failure.of(e));
        }
    }

    static boolean isUnmade(RestorePlan plan) {
        return plan.getStatus().phase == PlanPhase.Queued
                || plan.getStatus().phase == PlanPhase.Planning;
    }

    private void make(RestorePlan asked, Work.Stop stop) throws IOException, InterruptedException {
        var plan = engine.plan(asked, stop.cancellation());
        byte[] document = plan.toJson();
        List<String> names = chunks.write(asked, asked.getMetadata().getName() + "-plan", document);
        long conflicts = plan.conflicts().size();
        Optional<RestorePlan> made =
                change(
                        asked,
                        status -> {
                            PlanSummary.fill(status, plan);
                            status.configMaps = names;
                            status.digest = Digests.sha256(document);
                            status.phase =
                                    conflicts == 0 ? PlanPhase.Ready : PlanPhase.ReadyWithConflicts;
                            status.message =
                                    plan.items().size() + " objects, " + conflicts + " conflicts";
                        });
        made.ifPresent(ready -> tell(ready, conflicts));
    }

    private void tell(RestorePlan plan, long conflicts) {
        if (conflicts == 0) {
            events.say(plan, "Planned", plan.getStatus().message);
        } else {
            events.warn(plan, "Conflicts", plan.getStatus().message);
        }
    }

    private void fail(RestorePlan asked, Failure failure) {
        Instant now = clock.instant();
        switch (failure) {
            case Failure.Stopped _ -> queue(asked, "the controller ended; the next goes on", now);
            case Failure.Passing passing ->
                    queue(
                            asked,
                            passing.message(),
                            now.plus(Backoff.after(asked.getStatus().attempts)));
            case Failure.Lasting lasting -> {
                Optional<RestorePlan> _ =
                        change(
                                asked,
                                status -> {
                                    status.phase = PlanPhase.Failed;
                                    status.message = Conditions.shortened(lasting.message());
                                });
                events.warn(asked, "Failed", lasting.message());
            }
        }
    }

    private void queue(RestorePlan asked, String message, Instant next) {
        Optional<RestorePlan> _ =
                change(
                        asked,
                        status -> {
                            status.phase = PlanPhase.Queued;
                            status.nextAttemptTime = Conditions.time(next);
                            status.message = Conditions.shortened(message);
                        });
    }

    private Optional<RestorePlan> change(RestorePlan plan, Consumer<RestorePlanStatus> change) {
        return statuses.change(
                plan,
                latest -> {
                    RestorePlanStatus status = latest.getStatus();
                    change.accept(status);
                    boolean ready =
                            status.phase == PlanPhase.Ready
                                    || status.phase == PlanPhase.ReadyWithConflicts;
                    Conditions.set(
                            status,
                            READY,
                            ready ? Condition.Status.True : Condition.Status.False,
                            status.phase.name(),
                            status.message,
                            Objects.requireNonNullElse(latest.getMetadata().getGeneration(), 0L),
                            clock.instant());
                });
    }
}
