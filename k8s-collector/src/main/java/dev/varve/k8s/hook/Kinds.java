package dev.varve.k8s.hook;

import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import java.io.IOException;

/** Finds kinds as a cluster serves them. */
final class Kinds {
    static final GroupKind POD = new GroupKind("", "Pod");
    static final GroupKind JOB = new GroupKind("batch", "Job");

    private Kinds() {}

    static ApiResource served(Cluster cluster, GroupKind kind)
            throws IOException, InterruptedException {
        return cluster.discover()
                .preferred(kind)
                .orElseThrow(() -> new IOException("the cluster does not serve " + kind));
    }
}
