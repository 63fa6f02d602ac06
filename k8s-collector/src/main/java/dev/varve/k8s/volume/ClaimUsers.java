package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Marks;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds what runs with a claim, and whether it can be stopped and started again. Looks only. */
public final class ClaimUsers {
    private static final GroupKind JOB = new GroupKind("batch", "Job");
    private static final Set<GroupKind> SCALED =
            Set.of(Served.DEPLOYMENT, Served.STATEFUL_SET, Served.REPLICA_SET);
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private final Cluster cluster;
    private final Served served;

    /**
     * What runs with a claim.
     *
     * @param workloads that can be stopped
     * @param problems in a sentence each, what cannot be
     */
    public record Found(Set<ObjectKey> workloads, List<String> problems) {
        public Found {
            workloads = Set.copyOf(workloads);
            problems = List.copyOf(problems);
        }
    }

    public ClaimUsers(Cluster cluster, Served served) {
        this.cluster = cluster;
        this.served = served;
    }

    /** Those that use the claim now, and CronJobs that would. */
    public Found of(ObjectKey claim) throws IOException, InterruptedException {
        Set<ObjectKey> workloads = new TreeSet<>();
        List<String> problems = new ArrayList<>();
        for (ObjectNode pod : list(Served.POD, claim.namespace())) {
            boolean ended = ENDED.contains(pod.at("/status/phase").asText());
            boolean uses = PodVolumes.claims(pod).containsValue(claim.name());
            if (uses && !ended && Marks.run(pod).isEmpty()) {
                follow(Served.POD, pod, workloads, problems);
            }
        }
        if (served.find(Served.CRON_JOB).isPresent()) {
            for (ObjectNode job : list(Served.CRON_JOB, claim.namespace())) {
                JsonNode template = job.at("/spec/jobTemplate/spec/template");
                if (template instanceof ObjectNode pod
                        && PodVolumes.claims(pod).containsValue(claim.name())) {
                    workloads.add(key(Served.CRON_JOB, job));
                }
            }
        }
        return new Found(workloads, problems);
    }

    /** Goes up from owner to owner, to the one that would start it again. */
    private void follow(
            GroupKind kind, ObjectNode object, Set<ObjectKey> workloads, List<String> problems)
            throws IOException, InterruptedException {
        ObjectKey key = key(kind, object);
        Optional<JsonNode> owner = controller(object);
        if (owner.isEmpty()) {
            if (SCALED.contains(kind) || kind.equals(Served.CRON_JOB)) {
                workloads.add(key);
            } else if (!kind.equals(JOB)) {
                problems.add(key + " uses it, and nothing would start it again: end it first");
            }
            return;
        }
        GroupKind above =
                GroupKind.of(
                        owner.get().path("apiVersion").asText(), owner.get().path("kind").asText());
        String name = owner.get().path("name").asText();
        boolean known =
                SCALED.contains(above) || above.equals(JOB) || above.equals(Served.CRON_JOB);
        Optional<ApiResource> resource = known ? served.find(above) : Optional.empty();
        if (resource.isEmpty()) {
            problems.add(
                    key + " uses it, and is run by " + above + " " + name + ": stop that first");
            return;
        }
        Optional<ObjectNode> found = cluster.get(resource.get(), key.namespace(), name);
        if (found.isPresent()) {
            follow(above, found.get(), workloads, problems);
        }
    }

    private List<ObjectNode> list(GroupKind kind, String namespace)
            throws IOException, InterruptedException {
        return Served.list(cluster, ListQuery.all(served.require(kind), namespace));
    }

    private static Optional<JsonNode> controller(JsonNode object) {
        for (JsonNode owner : object.at("/metadata/ownerReferences")) {
            if (owner.path("controller").asBoolean()) {
                return Optional.of(owner);
            }
        }
        return Optional.empty();
    }

    private static ObjectKey key(GroupKind kind, JsonNode object) {
        return new ObjectKey(
                kind,
                object.at("/metadata/namespace").asText(),
                object.at("/metadata/name").asText());
    }
}
