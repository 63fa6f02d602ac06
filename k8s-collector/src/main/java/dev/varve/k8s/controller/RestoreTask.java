package dev.varve.k8s.controller;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.varve.k8s.resource.PlanPhase;
import dev.varve.k8s.resource.RestorePlan;
import dev.varve.k8s.resource.RestoreRun;
import dev.varve.k8s.resource.RestoreRunStatus;
import dev.varve.k8s.resource.RestoredItem;
import dev.varve.k8s.resource.RunPhase;
import dev.varve.k8s.restore.Outcome;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.List;

/** One RestoreRun: the plan that it names, and nothing else. */
final class RestoreTask implements RunTask<RestoreRun> {
    static final int MOST_FAILURES = 100;
    private static final int MOST_WARNINGS = 50;

    private final KubernetesClient client;
    private final RestoreEngine engine;
    private final ChunkStore chunks;
    private final ObjectMapper json = new ObjectMapper();

    RestoreTask(KubernetesClient client, RestoreEngine engine, ChunkStore chunks) {
        this.client = client;
        this.engine = engine;
        this.chunks = chunks;
    }

    @Override
    public Ending<RestoreRun> run(RestoreRun run, Work.Stop stop)
            throws IOException, InterruptedException {
        RestorePlan asked = plan(run);
        byte[] document = document(asked);
        var plan = dev.varve.k8s.restore.RestorePlan.parse(document);
        var result = engine.run(run, asked, plan, _ -> {}, stop);
        List<String> names =
                chunks.write(
                        run,
                        run.getMetadata().getName() + "-outcomes",
                        outcomes(result.outcomes()));
        long failed = result.count(Outcome.Status.FAILED);
        boolean whole = failed == 0 && result.warnings().isEmpty();
        return new Ending<>(
                whole ? RunPhase.Succeeded : RunPhase.SucceededWithWarnings,
                result.count(Outcome.Status.DONE)
                        + " done, "
                        + result.count(Outcome.Status.SKIPPED)
                        + " skipped, "
                        + failed
                        + " failed",
                ended -> {
                    fill(ended.getStatus(), result);
                    ended.getStatus().configMaps = names;
                    ended.getStatus().digest = asked.getStatus().digest;
                });
    }

    private RestorePlan plan(RestoreRun run) throws ProtocolException {
        RestorePlan plan =
                client.resources(RestorePlan.class)
                        .inNamespace(run.getMetadata().getNamespace())
                        .withName(run.getSpec().plan)
                        .get();
        if (plan == null) {
            throw refused("there is no RestorePlan " + run.getSpec().plan);
        }
        PlanPhase phase = plan.getStatus().phase;
        return switch (phase) {
            case Queued, Planning ->
                    throw new ProtocolException(
                            ErrorCode.UNAVAILABLE, "the plan is not made yet", "");
            case Failed -> throw refused("the plan failed: " + plan.getStatus().message);
            case ReadyWithConflicts -> {
                if (!run.getSpec().despiteConflicts) {
                    throw refused(
                            plan.getStatus().conflicts
                                    + " objects of the plan cannot be restored so; nothing was"
                                    + " changed (despiteConflicts restores the others)");
                }
                yield plan;
            }
            case Ready -> plan;
        };
    }

    private byte[] document(RestorePlan plan) throws IOException {
        byte[] document =
                chunks.read(plan.getMetadata().getNamespace(), plan.getStatus().configMaps);
        if (!Digests.sha256(document).equals(plan.getStatus().digest)) {
            throw refused("the plan in its ConfigMaps is not the one that was made");
        }
        return document;
    }

    private static ProtocolException refused(String message) {
        return new ProtocolException(ErrorCode.USAGE, message, "make a new RestorePlan");
    }

    private static void fill(
            RestoreRunStatus status, dev.varve.k8s.restore.RestoreRun.Result result) {
        status.done = result.count(Outcome.Status.DONE);
        status.skipped = result.count(Outcome.Status.SKIPPED);
        status.failed = result.count(Outcome.Status.FAILED);
        status.failures =
                result.outcomes().stream()
                        .filter(each -> each.status() == Outcome.Status.FAILED)
                        .limit(MOST_FAILURES)
                        .map(RestoreTask::item)
                        .toList();
        status.warningCount = result.warnings().size();
        status.warnings = result.warnings().stream().limit(MOST_WARNINGS).toList();
    }

    private byte[] outcomes(List<Outcome> outcomes) throws IOException {
        ArrayNode all = json.createArrayNode();
        outcomes.forEach(each -> all.add(json.valueToTree(item(each))));
        return json.writeValueAsBytes(all);
    }

    private static RestoredItem item(Outcome of) {
        RestoredItem item = new RestoredItem();
        item.source = of.item().source().toString();
        item.target = of.item().target().toString();
        item.status = PlanSummary.word(of.status());
        item.message = of.message();
        return item;
    }
}
