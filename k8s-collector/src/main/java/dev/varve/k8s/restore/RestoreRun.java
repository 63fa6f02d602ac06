package dev.varve.k8s.restore;

import dev.varve.ingest.push.Cancellation;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.point.PointObjects;
import dev.varve.k8s.rule.RestoreRules;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries a plan out, stage by stage; then sends what had to wait for all the rest, and gives
 * children their owners. Interrupted, it is run again: what it left unfinished is finished, and
 * what else is there already is settled by the policy for existing objects. Confined to one thread.
 */
public final class RestoreRun {
    private static final RestoreLimits LIMITS = RestoreLimits.STANDARD;

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
     * @throws ProtocolException USAGE when the plan is for another API server; CANCELLED says how
     *     many objects are through, which are left as if the run had ended there
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
                        new Removal(target, waiting, LIMITS.removal()),
                        claims,
                        new InPlaceClaims(plan, index, rules, claims),
                        new WebhookGate(target, waiting, LIMITS.webhook()));
        Map<PlanItem, Outcome> outcomes = new LinkedHashMap<>();
        try {
            runStages(plan, target, items, outcomes, sink);
        } catch (ProtocolException e) {
            throw e.code() == ErrorCode.CANCELLED ? cancelled(e, plan, items, outcomes) : e;
        }
        return new Result(List.copyOf(outcomes.values()), finish(items, outcomes));
    }

    private void runStages(
            RestorePlan plan,
            Target target,
            ItemRun items,
            Map<PlanItem, Outcome> outcomes,
            OutcomeSink sink)
            throws IOException, InterruptedException {
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
    }

    /**
     * What is there gets its owners, and nothing stays suspended: a later run leaves it as it is.
     */
    private static ProtocolException cancelled(
            ProtocolException asked,
            RestorePlan plan,
            ItemRun items,
            Map<PlanItem, Outcome> outcomes)
            throws InterruptedException {
        long done =
                outcomes.values().stream()
                        .filter(each -> each.status() == Outcome.Status.DONE)
                        .count();
        ProtocolException said =
                new ProtocolException(
                        ErrorCode.CANCELLED,
                        "cancelled after "
                                + outcomes.size()
                                + " of "
                                + plan.items().size()
                                + " objects, of which "
                                + done
                                + " were restored",
                        "run it again for the others: what is there is settled by --existing",
                        asked);
        try {
            for (String warning : finish(items, outcomes)) {
                said.addSuppressed(new IOException(warning));
            }
        } catch (IOException e) {
            said.addSuppressed(e);
        }
        return said;
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
        DefinitionGate gate = new DefinitionGate(target, waiting, LIMITS.definition());
        for (PlanItem item : stage.items()) {
            if (item.action().writes()) {
                boolean _ = gate.await(item.target());
            }
        }
        target.rediscover();
    }

    private static List<String> finish(ItemRun items, Map<PlanItem, Outcome> outcomes)
            throws IOException, InterruptedException {
        List<String> warnings = new ArrayList<>(items.sendLater());
        for (Outcome outcome : outcomes.values()) {
            if (outcome.status() == Outcome.Status.DONE) {
                Optional<String> why = items.relink(outcome.item());
                why.ifPresent(text -> warnings.add(outcome.item().target() + ": " + text));
            }
        }
        return warnings;
    }
}
