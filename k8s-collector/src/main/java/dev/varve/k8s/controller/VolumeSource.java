package dev.varve.k8s.controller;

import dev.varve.k8s.capture.ChainNames;
import dev.varve.k8s.capture.ClusterBackup;
import dev.varve.k8s.capture.Reach;
import dev.varve.k8s.cluster.Cluster;
import java.io.IOException;
import java.util.List;

/** The volumes that go into a restore point with the objects of its scope. */
@FunctionalInterface
interface VolumeSource {
    /** Objects alone. */
    VolumeSource NONE = (cluster, reach, chains) -> List.of();

    List<ClusterBackup.VolumeImage> volumes(Cluster cluster, Reach reach, ChainNames chains)
            throws IOException, InterruptedException;
}
