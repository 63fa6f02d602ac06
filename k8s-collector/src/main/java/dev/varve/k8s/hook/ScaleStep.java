package dev.varve.k8s.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Scales a workload and waits until no more Pods than asked for are left, terminating ones counted:
 * they still write. The former number stands in an annotation before the first Pod goes.
 */
record ScaleStep(Cluster cluster, HookAction.Scale action, String run) implements HookStep {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    @Override
    public Done run(Spoken spoken, Deadline deadline) throws IOException, InterruptedException {
        ObjectKey workload = action.workload();
        ApiResource resource = Kinds.served(cluster, workload.kind());
        ObjectNode found =
                cluster.get(resource, workload.namespace(), workload.name())
                        .orElseThrow(() -> new IOException(workload + " is not there"));
        int former =
                ScaleMemory.former(found)
                        .map(ScaleMemory::replicas)
                        .orElse(found.at("/spec/replicas").asInt(1));
        new ScaleMemory(run, former).write(cluster, resource, workload);
        setReplicas(cluster, resource, workload, action.replicas());
        spoken.line("scaled from " + former + " to " + action.replicas());
        String selector = selector(found);
        while (true) {
            int left = pods(workload.namespace(), selector);
            if (left <= action.replicas()) {
                return Done.ok();
            }
            if (deadline.passed()) {
                return new Done(false, OptionalInt.empty(), left + " Pods are left");
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    static void setReplicas(Cluster cluster, ApiResource resource, ObjectKey workload, int replicas)
            throws IOException, InterruptedException {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.withObject("spec").put("replicas", replicas);
        cluster.mergePatch(
                resource, workload.namespace(), workload.name(), "scale", patch, Write.REAL);
    }

    private int pods(String namespace, String selector) throws IOException, InterruptedException {
        List<Integer> seen = new ArrayList<>();
        ApiResource pods = Kinds.served(cluster, Kinds.POD);
        cluster.list(new ListQuery(pods, namespace, selector, ""), bytes -> seen.add(bytes.length));
        return seen.size();
    }

    private static String selector(JsonNode workload) throws IOException {
        List<String> terms = new ArrayList<>();
        workload.at("/spec/selector/matchLabels")
                .properties()
                .forEach(each -> terms.add(each.getKey() + "=" + each.getValue().asText()));
        if (terms.isEmpty()) {
            throw new IOException("a workload without matchLabels cannot be waited for");
        }
        return String.join(",", terms);
    }
}
