package dev.varve.k8s.controller;

import dev.varve.k8s.resource.RestoreRun;
import dev.varve.k8s.resource.RunStatus;

/** RestoreRuns as runs. */
final class RestoreKind implements RunKind<RestoreRun> {
    @Override
    public RunStatus status(RestoreRun run) {
        return run.getStatus();
    }

    @Override
    public boolean cancelled(RestoreRun run) {
        return run.getSpec().cancel;
    }
}
