package dev.varve.k8s.hook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.Consistency;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Hooks that work by objects on the cluster leave it as it was. Simulated: the cluster is a fake.
 */
@Timeout(60)
class ObjectHooksTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectKey WEB =
            new ObjectKey(new GroupKind("apps", "Deployment"), "shop", "web");

    private final LocalCluster cluster = new LocalCluster();

    @Test
    void aJobIsWaitedForCollectedAndDeleted() throws Exception {
        cluster.put(
                LocalCluster.PODS,
                "shop",
                json(
                        """
                        {"metadata": {"name": "p", "labels": {"job-name": "%s"}}, "status":
                         {"containerStatuses": [{"name": "main", "state": {"terminated":
                          {"exitCode": 0, "message": "flushed, password=abc"}}}]}}
                        """
                                .formatted(jobName())));
        cluster.onCreate(job -> ended(job, "Complete"));

        HookResult result = run(job(Duration.ofSeconds(5)));

        assertThat(result.succeeded()).isTrue();
        assertThat(result.output()).isEqualTo("main ended with code 0\nflushed, password=***");
        assertThat(cluster.log())
                .containsExactly(
                        "create /apis/batch/v1/namespaces/shop/jobs/" + jobName(),
                        "delete /apis/batch/v1/namespaces/shop/jobs/" + jobName());
    }

    @Test
    void aJobEndsByItselfAlsoWhenNobodyIsLeftToDeleteIt() throws Exception {
        ObjectNode[] created = new ObjectNode[1];
        cluster.onCreate(job -> {
            created[0] = job.deepCopy();
            return ended(job, "Complete");
        });

        run(job(Duration.ofSeconds(5)));

        assertThat(created[0].at("/spec/activeDeadlineSeconds").asInt()).isEqualTo(5);
        assertThat(created[0].at("/spec/ttlSecondsAfterFinished").asInt()).isPositive();
        assertThat(created[0].at("/spec/template/spec/restartPolicy").asText()).isEqualTo("Never");
        assertThat(created[0].at("/metadata/labels/varve.dev~1run").asText()).isEqualTo("run-1");
    }

    @Test
    void aJobThatFailsOrHangsIsDeletedToo() throws Exception {
        cluster.onCreate(job -> ended(job, "Failed"));
        HookResult failed = run(job(Duration.ofSeconds(5)));
        cluster.onCreate(job -> job);
        HookResult hung = run(job(Duration.ofSeconds(1)));

        assertThat(failed.outcome()).isEqualTo(HookResult.Outcome.FAILED);
        assertThat(failed.reason()).contains("BackoffLimitExceeded");
        assertThat(hung.outcome()).isEqualTo(HookResult.Outcome.TIMED_OUT);
        assertThat(cluster.get(LocalCluster.JOBS, "shop", jobName())).isEmpty();
    }

    @Test
    void aWorkloadIsScaledToZeroAndBack() throws Exception {
        deployment(3);
        Member member =
                new Member(
                        "web",
                        List.of(hook("down", new HookAction.Scale(WEB, 0))),
                        java.util.Optional.empty(),
                        List.of(hook("up", new HookAction.ScaleBack(WEB))),
                        Consistency.STOPPED);
        int[] during = {-1};

        HookReport<String> report =
                Runs.on(cluster)
                        .run(
                                Runs.plan(member),
                                left -> {
                                    during[0] = replicas();
                                    return "";
                                },
                                Runs.NO_TAIL);

        assertThat(report.failures()).isEmpty();
        assertThat(report.member("web").consistency()).isEqualTo(Consistency.STOPPED);
        assertThat(during[0]).isZero();
        assertThat(replicas()).isEqualTo(3);
        assertThat(annotation()).isEmpty();
        assertThat(cluster.log().getFirst())
                .as("remembered before the first Pod goes")
                .contains("varve.dev/scaled-from", "3 run-1");
    }

    @Test
    void whatACrashedRunScaledIsPutBack() throws Exception {
        deployment(3);
        run(hook("down", new HookAction.Scale(WEB, 0)));
        assertThat(replicas()).isZero();

        boolean alive = ScaleMemory.undo(cluster, LocalCluster.DEPLOYMENTS, WEB, "run-1"::equals);
        boolean dead = ScaleMemory.undo(cluster, LocalCluster.DEPLOYMENTS, WEB, _ -> false);

        assertThat(alive).isFalse();
        assertThat(dead).isTrue();
        assertThat(replicas()).isEqualTo(3);
        assertThat(annotation()).isEmpty();
    }

    @Test
    void aSecondRunDoesNotTakeZeroForTheFormerNumber() throws Exception {
        deployment(3);
        run(hook("down", new HookAction.Scale(WEB, 0)));
        run(hook("down", new HookAction.Scale(WEB, 0)));
        run(hook("up", new HookAction.ScaleBack(WEB)));

        assertThat(replicas()).isEqualTo(3);
    }

    private HookResult run(Hook hook) {
        return Runs.on(cluster)
                .run(
                        Runs.plan(Runs.member("db", List.of(hook), List.of())),
                        left -> "",
                        Runs.NO_TAIL)
                .members()
                .getFirst()
                .before()
                .getFirst();
    }

    private static Hook hook(String name, HookAction action) {
        return new Hook(name, 0, Duration.ofSeconds(5), OnError.CONTINUE, action);
    }

    private static Hook job(Duration timeout) throws Exception {
        return new Hook(
                "flush",
                0,
                timeout,
                OnError.CONTINUE,
                new HookAction.Job(
                        "shop",
                        json(
                                """
                                {"spec": {"template": {"spec": {"containers": [{"name": "main"}]}}}}
                                """)));
    }

    private static String jobName() {
        return "varve-flush-" + Integer.toHexString("run-1/db/flush".hashCode());
    }

    private static ObjectNode ended(ObjectNode job, String type) {
        job.withObject("/status")
                .putArray("conditions")
                .addObject()
                .put("type", type)
                .put("status", "True")
                .put("reason", "BackoffLimitExceeded");
        return job;
    }

    private void deployment(int replicas) throws Exception {
        cluster.put(
                LocalCluster.DEPLOYMENTS,
                "shop",
                json(
                        """
                        {"metadata": {"name": "web"}, "spec": {"replicas": %d,
                         "selector": {"matchLabels": {"app": "web"}}}}
                        """
                                .formatted(replicas)));
        for (int i = 0; i < replicas; i++) {
            cluster.put(
                    LocalCluster.PODS,
                    "shop",
                    json(
                            """
                            {"metadata": {"name": "web-%d", "labels": {"app": "web"}}}
                            """
                                    .formatted(i)));
        }
    }

    private ObjectNode web() {
        return cluster.get(LocalCluster.DEPLOYMENTS, "shop", "web").orElseThrow();
    }

    private int replicas() {
        return web().at("/spec/replicas").asInt();
    }

    private String annotation() {
        return web().path("metadata").path("annotations").path(ScaleMemory.ANNOTATION).asText();
    }

    private static ObjectNode json(String text) throws Exception {
        return (ObjectNode) JSON.readTree(text);
    }
}
