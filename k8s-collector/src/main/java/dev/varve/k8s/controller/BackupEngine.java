package dev.varve.k8s.controller;

import dev.varve.k8s.capture.ClusterBackup;
import dev.varve.k8s.resource.BackupRun;
import dev.varve.k8s.volume.VolumeOutcome;
import java.io.IOException;
import java.util.List;

/** Takes what a BackupRun names into its repository. */
@FunctionalInterface
interface BackupEngine {
    /** Takes it, as one restore point or not at all. */
    Taken run(BackupRun run, Work.Stop stop) throws IOException, InterruptedException;

    /**
     * What was taken.
     *
     * @param volumes what became of each claim; those without data are warnings of the point too
     * @param remark what people should know of it; may be empty
     */
    record Taken(ClusterBackup.Result result, List<VolumeOutcome> volumes, String remark) {
        public Taken {
            volumes = List.copyOf(volumes);
        }
    }
}
