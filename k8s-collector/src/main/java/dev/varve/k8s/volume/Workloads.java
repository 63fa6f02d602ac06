package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Acts;
import dev.varve.k8s.act.Marks;
import dev.varve.k8s.act.Purpose;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Stops workloads and starts them again. How many replicas there were stands on the workload
 * itself, written by the request that stops it: a sweep starts what a dead run left stopped.
 */
public final class Workloads {
    private static final String STEP = "stop";

    private final VolumeTools tools;

    public Workloads(VolumeTools tools) {
        this.tools = tools;
    }

    /** Scales a Deployment, StatefulSet or ReplicaSet to zero; suspends a CronJob. */
    public void stop(ObjectKey workload) throws IOException, InterruptedException {
        ApiResource resource = tools.served().require(workload.kind());
        ObjectNode object = require(resource, workload);
        boolean scales = !workload.kind().equals(Served.CRON_JOB);
        ObjectNode before =
                scales
                        ? replicas(object.at("/spec/replicas").asInt(1))
                        : suspended(object.at("/spec/suspend").asBoolean());
        ObjectNode stopped = scales ? replicas(0) : suspended(true);
        ObjectNode _ = tools.acts().change(resource, object, stopped, before, purpose(workload));
    }

    /** Scales it back to what it was, if this run stopped it. */
    public void start(ObjectKey workload) throws IOException, InterruptedException {
        tools.removal().remove(workload);
    }

    /** Starts all that this run stopped in a namespace, by whichever process. */
    void startAll(String namespace) throws IOException, InterruptedException {
        String mine = Marks.RUN + "=" + tools.acts().journal().run();
        forEach(namespace, mine, (resource, object) -> start(Acts.key(resource, object)));
    }

    /** Runs that have stopped something in a namespace, and have not started it again. */
    Set<String> runs(String namespace) throws IOException, InterruptedException {
        Set<String> runs = new TreeSet<>();
        forEach(namespace, Marks.RUN, (_, object) -> runs.add(Marks.run(object)));
        return runs;
    }

    @FunctionalInterface
    private interface Each {
        void see(ApiResource resource, ObjectNode workload)
                throws IOException, InterruptedException;
    }

    private void forEach(String namespace, String selector, Each each)
            throws IOException, InterruptedException {
        for (GroupKind kind : Served.WORKLOADS) {
            Optional<ApiResource> resource = tools.served().find(kind);
            if (resource.isPresent()) {
                ListQuery query = new ListQuery(resource.get(), namespace, selector, "");
                for (ObjectNode object : Served.list(tools.acts().cluster(), query)) {
                    each.see(resource.get(), object);
                }
            }
        }
    }

    /** Waits until no Pod uses a claim but the movers of this run. */
    public void awaitUnused(ObjectKey claim) throws IOException, InterruptedException {
        boolean _ =
                tools.waiting()
                        .await(
                                "Pods that use " + claim + " to end",
                                tools.patience().gone(),
                                () -> isUsed(claim) ? Optional.empty() : Optional.of(true));
    }

    private boolean isUsed(ObjectKey claim) throws IOException, InterruptedException {
        ListQuery pods = ListQuery.all(tools.served().require(Served.POD), claim.namespace());
        for (ObjectNode pod : Served.list(tools.acts().cluster(), pods)) {
            String phase = pod.at("/status/phase").asText();
            boolean ended = phase.equals("Succeeded") || phase.equals("Failed");
            boolean mine = Marks.run(pod).equals(tools.acts().journal().run());
            if (!ended && !mine && PodVolumes.claims(pod).containsValue(claim.name())) {
                return true;
            }
        }
        return false;
    }

    private ObjectNode require(ApiResource resource, ObjectKey workload)
            throws IOException, InterruptedException {
        return tools.acts()
                .cluster()
                .get(resource, workload.namespace(), workload.name())
                .orElseThrow(() -> new VolumeException(workload + " is not there"));
    }

    private Purpose purpose(ObjectKey workload) {
        return tools.acts().purpose(workload, STEP);
    }

    private static ObjectNode suspended(boolean value) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("spec").put("suspend", value);
        return patch;
    }

    private static ObjectNode replicas(int count) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("spec").put("replicas", count);
        return patch;
    }
}
