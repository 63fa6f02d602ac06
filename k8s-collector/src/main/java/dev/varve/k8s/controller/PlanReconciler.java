package dev.varve.k8s.controller;

import dev.varve.k8s.resource.RestorePlan;
import dev.varve.k8s.resource.RestorePlanStatus;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Hands RestorePlans to workers, until each has its plan. */
@ControllerConfiguration(name = "restore-plans", generationAwareEventProcessing = false)
final class PlanReconciler implements Reconciler<RestorePlan> {
    private final PlanWork work;
    private final Workers workers;
    private final InstantSource clock;

    PlanReconciler(PlanWork work, Workers workers, InstantSource clock) {
        this.work = work;
        this.workers = workers;
        this.clock = clock;
    }

    @Override
    public UpdateControl<RestorePlan> reconcile(RestorePlan plan, Context<RestorePlan> context) {
        RestorePlanStatus status = plan.getStatus();
        UpdateControl<RestorePlan> done = UpdateControl.noUpdate();
        if (!PlanWork.isUnmade(plan)) {
            return done;
        }
        Instant now = clock.instant();
        Instant next =
                status.nextAttemptTime.isEmpty() ? now : Instant.parse(status.nextAttemptTime);
        if (next.isAfter(now)) {
            return done.rescheduleAfter(Duration.between(now, next));
        }
        boolean _ =
                workers.offer(
                        "RestorePlan " + plan.getMetadata().getUid(), stop -> work.run(plan, stop));
        return done.rescheduleAfter(NextStep.GLANCE);
    }
}
