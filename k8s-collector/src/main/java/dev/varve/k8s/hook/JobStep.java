package dev.varve.k8s.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.Deletion;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.model.ApiResource;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * Creates a Job, waits for its end, collects what its containers left as termination messages, and
 * deletes it. Its name follows from run and hook: after a restart the same Job is found again.
 */
record JobStep(Cluster cluster, HookAction.Job action, String name, String run, Duration timeout)
        implements HookStep {
    static final String RUN_LABEL = "varve.dev/run";
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Done run(Spoken spoken, Deadline deadline) throws IOException, InterruptedException {
        ApiResource jobs = Kinds.served(cluster, Kinds.JOB);
        try {
            create(jobs);
            Done done = await(jobs, deadline);
            collect(spoken);
            return done;
        } finally {
            remove(jobs, spoken);
        }
    }

    private void create(ApiResource jobs) throws IOException, InterruptedException {
        ObjectNode job = action.template();
        job.put("apiVersion", jobs.apiVersion()).put("kind", "Job").remove("status");
        ObjectNode metadata = job.withObject("/metadata");
        metadata.remove("generateName");
        metadata.put("name", name).put("namespace", action.namespace());
        metadata.withObject("labels").put(RUN_LABEL, run);
        ObjectNode spec = job.withObject("/spec");
        if (!spec.has("backoffLimit")) {
            spec.put("backoffLimit", 0);
        }
        spec.put("activeDeadlineSeconds", Limits.seconds(timeout)); // also when nobody is left
        spec.put("ttlSecondsAfterFinished", 3600);
        ObjectNode podSpec = job.withObject("/spec/template/spec");
        if (!podSpec.has("restartPolicy")) {
            podSpec.put("restartPolicy", "Never");
        }
        try {
            cluster.create(jobs, action.namespace(), job, Write.REAL);
        } catch (ClusterException e) {
            if (!e.isAlreadyExists()) {
                throw e;
            }
        }
    }

    private Done await(ApiResource jobs, Deadline deadline)
            throws IOException, InterruptedException {
        while (true) {
            JsonNode job =
                    cluster.get(jobs, action.namespace(), name)
                            .orElseThrow(() -> new IOException("Job " + name + " was deleted"));
            for (JsonNode condition : job.at("/status/conditions")) {
                if (!condition.path("status").asText().equals("True")) {
                    continue;
                }
                switch (condition.path("type").asText()) {
                    case "Complete" -> {
                        return Done.ok();
                    }
                    case "Failed" -> {
                        return failed(condition);
                    }
                    default -> {}
                }
            }
            if (deadline.passed()) {
                return new Done(false, OptionalInt.empty(), "the Job did not end");
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    private static Done failed(JsonNode condition) {
        String why = condition.path("reason").asText() + " " + condition.path("message").asText();
        return new Done(false, OptionalInt.empty(), "the Job failed: " + why.strip());
    }

    private void collect(Spoken spoken) throws IOException, InterruptedException {
        ListQuery pods =
                new ListQuery(
                        Kinds.served(cluster, Kinds.POD),
                        action.namespace(),
                        "job-name=" + name,
                        "");
        cluster.list(
                pods,
                bytes -> {
                    JsonNode pod = JSON.readTree(bytes);
                    for (JsonNode each : pod.at("/status/containerStatuses")) {
                        JsonNode end = each.at("/state/terminated");
                        spoken.line(
                                each.path("name").asText()
                                        + " ended with code "
                                        + end.path("exitCode").asText());
                        end.path("message").asText().lines().forEach(spoken::line);
                    }
                });
    }

    /** Runs also when the hook was interrupted, and then needs a thread without that mark. */
    private void remove(ApiResource jobs, Spoken spoken) {
        Bounded.Ended<Boolean> ended =
                Bounded.call(
                        "hook-job-delete",
                        () -> cluster.delete(jobs, action.namespace(), name, Deletion.BACKGROUND),
                        Limits.GRACE,
                        Bounded.Interrupts.KEEP);
        if (!(ended instanceof Bounded.Ended.Value<Boolean>)) {
            spoken.line("Job " + name + " could not be deleted; it goes an hour after its end");
        }
    }
}
