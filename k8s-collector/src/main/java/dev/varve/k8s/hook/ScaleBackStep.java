package dev.varve.k8s.hook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.util.Optional;

/** Puts a workload back to the number it had; does not wait for its Pods. */
record ScaleBackStep(Cluster cluster, HookAction.ScaleBack action) implements HookStep {
    @Override
    public Done run(Spoken spoken, Deadline deadline) throws IOException, InterruptedException {
        ObjectKey workload = action.workload();
        ApiResource resource = Kinds.served(cluster, workload.kind());
        ObjectNode found =
                cluster.get(resource, workload.namespace(), workload.name())
                        .orElseThrow(() -> new IOException(workload + " is not there"));
        Optional<ScaleMemory> memory = ScaleMemory.former(found);
        if (memory.isEmpty()) {
            spoken.line(workload + " was not scaled");
            return Done.ok();
        }
        memory.get().restore(cluster, resource, workload);
        spoken.line("scaled back to " + memory.get().replicas());
        return Done.ok();
    }
}
