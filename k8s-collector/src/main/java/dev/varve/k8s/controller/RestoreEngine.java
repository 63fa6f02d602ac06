package dev.varve.k8s.controller;

import dev.varve.ingest.push.Cancellation;
import dev.varve.k8s.resource.RestorePlan;
import dev.varve.k8s.restore.OutcomeSink;
import dev.varve.k8s.restore.RestoreRun;
import java.io.IOException;

/** Plans restores and carries plans out, as the plan's ServiceAccount. */
interface RestoreEngine {
    /** Makes the plan that a RestorePlan asks for. Changes nothing. */
    dev.varve.k8s.restore.RestorePlan plan(RestorePlan asked, Cancellation cancellation)
            throws IOException, InterruptedException;

    /** Carries out what was planned, as it stands. */
    RestoreRun.Result run(
            dev.varve.k8s.resource.RestoreRun run,
            RestorePlan asked,
            dev.varve.k8s.restore.RestorePlan plan,
            OutcomeSink sink,
            Work.Stop stop)
            throws IOException, InterruptedException;
}
