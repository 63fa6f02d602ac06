package dev.varve.k8s.controller;

import dev.varve.k8s.resource.BackupRun;
import dev.varve.k8s.resource.RunStatus;

/** BackupRuns as runs. */
final class BackupKind implements RunKind<BackupRun> {
    @Override
    public RunStatus status(BackupRun run) {
        return run.getStatus();
    }

    @Override
    public boolean cancelled(BackupRun run) {
        return run.getSpec().cancel;
    }
}
