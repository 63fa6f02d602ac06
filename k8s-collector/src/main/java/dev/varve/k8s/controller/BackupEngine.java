package dev.varve.k8s.controller;

import dev.varve.ingest.push.Cancellation;
import dev.varve.k8s.capture.ClusterBackup;
import dev.varve.k8s.resource.BackupRun;
import java.io.IOException;

/** Takes what a BackupRun names into its repository. */
@FunctionalInterface
interface BackupEngine {
    /** Takes it, as one restore point or not at all. */
    ClusterBackup.Result run(BackupRun run, Cancellation cancellation)
            throws IOException, InterruptedException;
}
