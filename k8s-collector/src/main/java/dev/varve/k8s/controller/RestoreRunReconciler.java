package dev.varve.k8s.controller;

import dev.varve.k8s.resource.RestoreRun;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;

/** Hands RestoreRuns to workers. */
@ControllerConfiguration(name = "restore-runs", generationAwareEventProcessing = false)
final class RestoreRunReconciler implements Reconciler<RestoreRun> {
    private final RunLoop<RestoreRun> loop;

    RestoreRunReconciler(RunLoop<RestoreRun> loop) {
        this.loop = loop;
    }

    @Override
    public UpdateControl<RestoreRun> reconcile(RestoreRun run, Context<RestoreRun> context) {
        return loop.look(run);
    }
}
