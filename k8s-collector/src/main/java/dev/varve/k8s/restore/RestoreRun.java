package dev.varve.k8s.restore;

import dev.varve.ingest.push.Cancellation;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.point.PointObjects;
import dev.varve.k8s.rule.RestoreRules;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a plan out, stage by stage; then gives children their owners, and sends what had to wait
 * for all the rest. Interrupted, it is run again: what is there already is settled by the policy
 * for existing objects. Confined to one thread.
 */
public final class RestoreRun {
    private static final Logger LOGGER = LoggerFactory.getLogger(RestoreRun.class);
    private static final Duration DEFINITIONS_LIMIT = Duration.ofSeconds(60);

    /** What failed is tried again, since it may only have come too early. */
    private static final long[] ROUNDS_MILLIS = {500, 2000, 5000};

    private final Cluster cluster;
    private final PointObjects objects;
    private final ClaimMaker claims;
    private final Waiting waiting;
    private final Cancellation cancellation;

    /**
     * A run.
     *
     * @param claims makes the claims of which the point has data; {@link ClaimMaker#NONE} when the
     *     request asks for no volumes
     */
    public RestoreRun(
            Cluster cluster, PointObjects objects, ClaimMaker claims, Cancellation cancellation) {
        this.cluster = cluster;
        this.objects = objects;
        this.claims = claims;
        this.cancellation = cancellation;
        waiting = new Waiting(cancellation);
    }

    /**
     * What a run came to.
     *
     * @param warnings what does not belong to one item
     */
    public record Result(List<Outcome> outcomes, List<String> warnings) {
        /** How many ended so. */
        public long count(Outcome.Status status) {
            return outcomes.stream().filter(each -> each.status() == status).count();
        }
    }

    /**
     * Carries the plan out.
     *
     * @throws ProtocolException USAGE when the plan is for another API server; CANCELLED
     * @throws IOException when the API server does not answer any more
     */
    public Result run(RestorePlan plan, OutcomeSink sink) throws IOException, InterruptedException {
        if (!plan.server().equals(cluster.server())) {
            throw new ProtocolException(
                    ErrorCode.USAGE,
                    "the plan is for " + plan.server() + ", and this is " + cluster.server(),
                    "plan again for this cluster");
        }
        PointIndex index = Selection.of(objects, plan.request());
        Target target = new Target(cluster, index.broughtKinds());
        RestoreRules rules =
                new RestoreRules(
                        plan.request().options(objects.point().description()),
                        new RuleContext(index, target));
        ItemRun items =
                new ItemRun(
                        index,
                        target,
                        rules,
                        new Removal(target, waiting),
                        claims,
                        new WebhookGate(target, waiting));
        Map<PlanItem, Outcome> outcomes = new LinkedHashMap<>();
        for (RestorePlan.Stage stage : plan.stages()) {
            runAll(stage.items(), items, outcomes, sink);
            await(stage, target);
        }
        for (long pause : ROUNDS_MILLIS) {
            List<PlanItem> failed = retriable(outcomes);
            if (!failed.isEmpty()) {
                waiting.pause(pause);
                runAll(failed, items, outcomes, sink);
            }
        }
        return new Result(List.copyOf(outcomes.values()), finish(items, outcomes));
    }

    private void runAll(
            List<PlanItem> list, ItemRun items, Map<PlanItem, Outcome> outcomes, OutcomeSink sink)
            throws IOException, InterruptedException {
        for (PlanItem item : list) {
            cancellation.check();
            Outcome outcome = items.run(item);
            outcomes.put(item, outcome);
            sink.accept(outcome);
        }
    }

    private static List<PlanItem> retriable(Map<PlanItem, Outcome> outcomes) {
        return outcomes.values().stream()
                .filter(each -> each.status() == Outcome.Status.FAILED)
                .map(Outcome::item)
                .filter(item -> item.action().writes())
                .toList();
    }

    private void await(RestorePlan.Stage stage, Target target)
            throws IOException, InterruptedException {
        if (!stage.await().equals(Stages.ESTABLISHED)) {
            return;
        }
        for (PlanItem item : stage.items()) {
            if (item.action().writes()) {
                awaitServed(item, target);
            }
        }
        target.rediscover();
    }

    /** Objects of a kind that is not served in time fail one by one, and are named. */
    private void awaitServed(PlanItem item, Target target)
            throws IOException, InterruptedException {
        try {
            waiting.until(
                    item.target() + " to be served",
                    DEFINITIONS_LIMIT,
                    () -> target.get(item.target()).filter(Definitions::isEstablished).isPresent());
        } catch (ClusterException e) {
            if (!e.reason().equals(Waiting.TIMEOUT)) {
                throw e;
            }
            LOGGER.atWarn().addKeyValue("definition", item.target()).log("is not served in time");
        }
    }

    private List<String> finish(ItemRun items, Map<PlanItem, Outcome> outcomes)
            throws IOException, InterruptedException {
        List<String> warnings = new ArrayList<>();
        for (Outcome outcome : outcomes.values()) {
            if (outcome.status() == Outcome.Status.DONE) {
                Optional<String> why = items.relink(outcome.item());
                why.ifPresent(text -> warnings.add(outcome.item().target() + ": " + text));
            }
        }
        warnings.addAll(items.sendLater());
        return warnings;
    }
}
