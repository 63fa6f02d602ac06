package dev.varve.k8s.controller;

import dev.varve.k8s.resource.BackupRun;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;

/** Hands BackupRuns to workers. */
@ControllerConfiguration(name = "backup-runs", generationAwareEventProcessing = false)
final class BackupRunReconciler implements Reconciler<BackupRun> {
    private final RunLoop<BackupRun> loop;

    BackupRunReconciler(RunLoop<BackupRun> loop) {
        this.loop = loop;
    }

    @Override
    public UpdateControl<BackupRun> reconcile(BackupRun run, Context<BackupRun> context) {
        return loop.look(run);
    }
}
