package dev.varve.k8s.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.point.PointObjects;
import dev.varve.k8s.rule.RestoreRules;
import dev.varve.k8s.rule.Verdict;
import dev.varve.k8s.volume.ClaimUsers;
import dev.varve.k8s.volume.ClaimWay;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes the plan of a restore: a verdict for each object, and what the target's API server says to
 * it in a dry run. Changes nothing. Confined to one thread.
 */
public final class Planner {
    private static final GroupKind NAMESPACE = new GroupKind("", "Namespace");

    private final Cluster cluster;
    private final PointObjects objects;
    private final InstantSource clock;
    private final ClaimWays ways;

    public Planner(Cluster cluster, PointObjects objects, InstantSource clock) {
        this(cluster, objects, clock, new ClaimWays(objects.point(), cluster));
    }

    /**
     * A planner for a user who sees less than those who move volumes in its name.
     *
     * @param ways as these see them
     */
    public Planner(Cluster cluster, PointObjects objects, InstantSource clock, ClaimWays ways) {
        this.cluster = cluster;
        this.objects = objects;
        this.clock = clock;
        this.ways = ways;
    }

    /**
     * Plans.
     *
     * @throws dev.varve.protocol.error.ProtocolException USAGE when the request fits nothing
     * @throws IllegalArgumentException names what of the request makes no sense
     */
    public RestorePlan plan(RestoreRequest request) throws IOException, InterruptedException {
        PointIndex index = Selection.of(objects, request);
        Target target = new Target(cluster, index.broughtKinds());
        RestoreRules rules =
                new RestoreRules(
                        request.options(objects.point().description()),
                        new RuleContext(index, target));
        CapacityRisks capacity = new CapacityRisks(target);
        Map<ObjectKey, PlanItem> items = new HashMap<>();
        for (ObjectKey key : index.keys()) {
            ObjectNode captured = index.read(key).orElseThrow();
            Verdict verdict = RuleContext.within(() -> rules.judge(captured));
            capacity.saw(verdict);
            if (!isNeedlessNamespace(request, key, verdict)) {
                PlanItem item = dryRun(target, Items.of(key, verdict), verdict);
                items.put(key, rules.hasData(key) ? withWay(item, verdict, request) : item);
            }
        }
        Collisions.settle(items);
        List<String> risks = new ArrayList<>(new WebhookRisks(target).find());
        risks.addAll(capacity.find());
        List<RestorePlan.Stage> stages = Stages.of(index, items, risks);
        return new RestorePlan(
                RestorePlan.FORMAT,
                cluster.server(),
                clock.instant().toString(),
                request,
                risks,
                stages);
    }

    /** Namespaces come along for what is in them; one that is there needs nothing. */
    private static boolean isNeedlessNamespace(
            RestoreRequest request, ObjectKey key, Verdict verdict) {
        boolean asked = request.objects().isEmpty() && request.kinds().isEmpty();
        return key.kind().equals(NAMESPACE) && !asked && !(verdict instanceof Verdict.Create);
    }

    /** Says from where a claim will get its data; refuses it when that cannot be as asked. */
    private PlanItem withWay(PlanItem item, Verdict verdict, RestoreRequest request)
            throws IOException, InterruptedException {
        ObjectNode claim;
        switch (verdict) {
            case Verdict.Create create -> claim = create.object();
            case Verdict.Replace replace -> claim = replace.object();
            case Verdict.Merge _, Verdict.Skip _, Verdict.Refuse _ -> {
                return item;
            }
        }
        ClaimWay way = ways.of(item.source(), claim, request.volumesFrom());
        if (way instanceof ClaimWay.None none) {
            return item.refused(none.words());
        }
        boolean inPlace =
                verdict instanceof Verdict.Replace replace
                        && replace.removal() == Verdict.Removal.IN_PLACE;
        return inPlace ? inPlace(item, way) : item.withData(way.words());
    }

    private PlanItem inPlace(PlanItem item, ClaimWay way) throws IOException, InterruptedException {
        try {
            ClaimUsers.Found users = ways.users(item.target());
            if (!users.problems().isEmpty()) {
                return item.refused("not in place: " + String.join("; ", users.problems()));
            }
            String stopped =
                    users.workloads().stream()
                            .map(ObjectKey::toString)
                            .sorted()
                            .collect(Collectors.joining(", "));
            return item.withData(
                    way.words()
                            + "; in place, its old volume is kept"
                            + (stopped.isEmpty() ? "" : "; stopped meanwhile: " + stopped));
        } catch (ClusterException e) {
            if (!e.isForbidden()) {
                throw e;
            }
            return item.refused("not in place: what uses it may not be seen: " + e.getMessage());
        }
    }

    private PlanItem dryRun(Target target, PlanItem item, Verdict verdict)
            throws IOException, InterruptedException {
        return switch (verdict) {
            case Verdict.Create create -> created(target, item, create);
            case Verdict.Merge merge -> item.withDryRun(patch(target, merge));
            case Verdict.Replace _ ->
                    item.withDryRun(PlanItem.NOT_ASKED + ": the one that has its name goes first");
            case Verdict.Skip _, Verdict.Refuse _ -> item;
        };
    }

    /** Who may neither make nor see namespaces can still restore into one that is there. */
    private PlanItem created(Target target, PlanItem item, Verdict.Create create)
            throws IOException, InterruptedException {
        try {
            return item.withDryRun(create(target, create.object()));
        } catch (ClusterException e) {
            if (!e.isForbidden()) {
                throw e;
            }
            return create.target().kind().equals(NAMESPACE)
                    ? item.skipped("this user may not make namespaces: it must be there")
                    : item.withDryRun(String.valueOf(e.getMessage()));
        }
    }

    private String create(Target target, ObjectNode object)
            throws IOException, InterruptedException {
        Optional<ApiResource> resource = target.resource(object);
        if (resource.isEmpty()) {
            return PlanItem.NOT_ASKED + ": its kind comes with this restore";
        }
        String namespace = object.path("metadata").path("namespace").asText();
        try {
            ObjectNode _ = cluster.create(resource.get(), namespace, object, Write.DRY_RUN);
            return PlanItem.ACCEPTED;
        } catch (ClusterException e) {
            if (e.isNotFound() && !namespace.isEmpty()) {
                return PlanItem.NOT_ASKED + ": its namespace comes with this restore";
            }
            if (e.isForbidden()) {
                throw e;
            }
            return refusal(e);
        }
    }

    private String patch(Target target, Verdict.Merge merge)
            throws IOException, InterruptedException {
        ApiResource resource = target.resource(merge.patch()).orElseThrow();
        try {
            ObjectNode _ =
                    cluster.mergePatch(
                            resource,
                            merge.target().namespace(),
                            merge.target().name(),
                            "",
                            merge.patch(),
                            Write.DRY_RUN);
            return PlanItem.ACCEPTED;
        } catch (ClusterException e) {
            return refusal(e);
        }
    }

    private static String refusal(ClusterException e) throws ClusterException {
        if (e.status() == ClusterException.NO_ANSWER) {
            throw e;
        }
        return String.valueOf(e.getMessage());
    }

    /** Makes items of verdicts. */
    static final class Items {
        private Items() {}

        static PlanItem of(ObjectKey source, Verdict verdict) {
            ObjectKey target = verdict.target();
            List<String> notes = new ArrayList<>();
            verdict.notes()
                    .forEach(note ->
                            notes.add(
                                    note.level().name().toLowerCase(java.util.Locale.ROOT)
                                            + ": "
                                            + note.text()));
            return new PlanItem(
                    source.kind().toString(),
                    source.namespace(),
                    source.name(),
                    target.kind().toString(),
                    target.namespace(),
                    target.name(),
                    action(verdict),
                    reason(verdict),
                    notes,
                    digest(verdict),
                    "",
                    "");
        }

        static PlanItem.Action action(Verdict verdict) {
            return switch (verdict) {
                case Verdict.Create _ -> PlanItem.Action.CREATE;
                case Verdict.Replace _ -> PlanItem.Action.REPLACE;
                case Verdict.Merge _ -> PlanItem.Action.MERGE;
                case Verdict.Skip _ -> PlanItem.Action.SKIP;
                case Verdict.Refuse _ -> PlanItem.Action.REFUSE;
            };
        }

        private static String reason(Verdict verdict) {
            return switch (verdict) {
                case Verdict.Skip skip -> skip.reason();
                case Verdict.Refuse refuse -> refuse.reason();
                case Verdict.Create _, Verdict.Replace _, Verdict.Merge _ -> "";
            };
        }

        static String digest(Verdict verdict) {
            return switch (verdict) {
                case Verdict.Create create -> Digest.of(create.object());
                case Verdict.Replace replace -> Digest.of(replace.object());
                case Verdict.Merge merge -> Digest.of(merge.patch());
                case Verdict.Skip _, Verdict.Refuse _ -> "";
            };
        }
    }
}
