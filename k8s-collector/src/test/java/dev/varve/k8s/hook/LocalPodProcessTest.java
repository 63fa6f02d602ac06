package dev.varve.k8s.hook;

import dev.varve.k8s.cluster.PodProcess;
import java.io.IOException;
import java.util.List;

/** The fake keeps the contract. */
class LocalPodProcessTest extends PodProcessContract {
    @Override
    protected PodProcess start(List<String> command) throws IOException {
        return new LocalCluster().exec("shop", "db-0", "", command);
    }
}
