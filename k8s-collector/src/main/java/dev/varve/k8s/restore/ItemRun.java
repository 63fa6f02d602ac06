package dev.varve.k8s.restore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.rule.FollowUp;
import dev.varve.k8s.rule.Keys;
import dev.varve.k8s.rule.RestoreRules;
import dev.varve.k8s.rule.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries single items out. What it sends is what the plan's digest names; when the target changed
 * since, the policy of the request decides as it would have then. Confined to one thread.
 */
final class ItemRun {
    private final PointIndex index;
    private final Target target;
    private final RestoreRules rules;
    private final Removal removal;
    private final ClaimMaker claims;
    private final InPlaceClaims inPlace;
    private final WebhookGate webhooks;
    private final Map<String, String> newUids = new HashMap<>();
    private final List<Later> later = new ArrayList<>();

    private record Later(ObjectKey key, ObjectNode object, FollowUp followUp) {}

    ItemRun(
            PointIndex index,
            Target target,
            RestoreRules rules,
            Removal removal,
            ClaimMaker claims,
            InPlaceClaims inPlace,
            WebhookGate webhooks) {
        this.index = index;
        this.target = target;
        this.rules = rules;
        this.removal = removal;
        this.claims = claims;
        this.inPlace = inPlace;
        this.webhooks = webhooks;
    }

    /** Does what the item says; failures are outcomes unless no answer came at all. */
    Outcome run(PlanItem item) throws IOException, InterruptedException {
        ObjectNode captured = index.read(item.source()).orElseThrow();
        if (!item.action().writes()) {
            noteExisting(item, captured);
            boolean refused = item.action() == PlanItem.Action.REFUSE;
            return new Outcome(
                    item, refused ? Outcome.Status.FAILED : Outcome.Status.SKIPPED, item.reason());
        }
        Verdict verdict = RuleContext.within(() -> rules.judge(captured));
        if (isAnother(item, verdict)) {
            return failed(item, "is no longer what the plan says: plan again");
        }
        try {
            return carryOut(item, captured, verdict, true);
        } catch (ClusterException e) {
            if (e.status() == ClusterException.NO_ANSWER) {
                throw e;
            }
            return failed(item, String.valueOf(e.getMessage()));
        }
    }

    /** A whole object that is not the one of the plan; a patch depends on what is there now. */
    static boolean isAnother(PlanItem item, Verdict verdict) {
        boolean whole = verdict instanceof Verdict.Create || verdict instanceof Verdict.Replace;
        return whole
                && item.action() != PlanItem.Action.MERGE
                && !Planner.Items.digest(verdict).equals(item.digest());
    }

    private Outcome carryOut(PlanItem item, ObjectNode captured, Verdict verdict, boolean again)
            throws IOException, InterruptedException {
        String since =
                Planner.Items.action(verdict) == item.action() ? "" : "changed since the plan; ";
        String how = "";
        switch (verdict) {
            case Verdict.Skip skip -> {
                noteExisting(item, captured);
                return new Outcome(item, Outcome.Status.SKIPPED, since + skip.reason());
            }
            case Verdict.Refuse refuse -> {
                return failed(item, since + refuse.reason());
            }
            case Verdict.Create create -> {
                try {
                    how = create(captured, create.object(), create.followUps(), verdict.target());
                } catch (ClusterException e) {
                    if (!e.isAlreadyExists() || !again) {
                        throw e;
                    }
                    Verdict now = RuleContext.within(() -> rules.judge(captured));
                    return carryOut(item, captured, now, false);
                }
            }
            case Verdict.Replace replace -> {
                how = replace(captured, replace);
            }
            case Verdict.Merge merge -> merge(captured, merge);
        }
        return new Outcome(
                item,
                Outcome.Status.DONE,
                since
                        + Planner.Items.action(verdict).name().toLowerCase(java.util.Locale.ROOT)
                        + (how.isEmpty() ? "" : ", " + how));
    }

    private static Outcome failed(PlanItem item, String why) {
        return new Outcome(item, Outcome.Status.FAILED, why);
    }

    private String replace(ObjectNode captured, Verdict.Replace replace)
            throws IOException, InterruptedException {
        ObjectKey key = replace.target();
        if (replace.removal() != Verdict.Removal.IN_PLACE) {
            removal.remove(key, replace.removal());
            return create(captured, replace.object(), replace.followUps(), key);
        }
        String how = inPlace.replace(Keys.of(captured));
        noteUid(captured, justMade(key));
        followUp(key, replace.object(), replace.followUps());
        return how;
    }

    /** Gives from where the data of a claim came; else nothing. */
    private String create(
            ObjectNode captured, ObjectNode object, List<FollowUp> followUps, ObjectKey key)
            throws IOException, InterruptedException {
        webhooks.await(object);
        ObjectKey source = Keys.of(captured);
        String how = "";
        if (rules.hasData(source)) {
            how = claims.make(source, object);
            noteUid(captured, justMade(key));
        } else {
            ObjectNode made =
                    target.cluster().create(resource(object), key.namespace(), object, Write.REAL);
            noteUid(captured, made);
        }
        followUp(key, object, followUps);
        return how;
    }

    private ObjectNode justMade(ObjectKey key) throws IOException, InterruptedException {
        return target.get(key)
                .orElseThrow(
                        () -> new ClusterException(404, "NotFound", key + " is gone, just made"));
    }

    private void merge(ObjectNode captured, Verdict.Merge merge)
            throws IOException, InterruptedException {
        ObjectKey key = merge.target();
        ObjectNode changed =
                target.cluster()
                        .mergePatch(
                                resource(merge.patch()),
                                key.namespace(),
                                key.name(),
                                "",
                                merge.patch(),
                                Write.REAL);
        noteUid(captured, changed);
        followUp(key, merge.patch(), merge.followUps());
    }

    private ApiResource resource(ObjectNode object) throws ClusterException {
        return target.resource(object)
                .orElseThrow(() ->
                        new ClusterException(
                                404,
                                "NotFound",
                                "the API server does not serve "
                                        + object.path("apiVersion").asText()
                                        + " "
                                        + object.path("kind").asText()));
    }

    private void followUp(ObjectKey key, ObjectNode object, List<FollowUp> followUps)
            throws IOException, InterruptedException {
        for (FollowUp each : followUps) {
            if (each.time() == FollowUp.Time.AT_END) {
                later.add(new Later(key, object, each));
            } else {
                send(key, object, each);
            }
        }
    }

    private void send(ObjectKey key, ObjectNode object, FollowUp followUp)
            throws IOException, InterruptedException {
        ObjectNode _ =
                target.cluster()
                        .mergePatch(
                                resource(object),
                                key.namespace(),
                                key.name(),
                                followUp.subresource(),
                                followUp.patch(),
                                Write.REAL);
    }

    /** Children may be linked to an owner that was there already. */
    private void noteExisting(PlanItem item, ObjectNode captured)
            throws IOException, InterruptedException {
        Optional<ObjectNode> existing = target.look(item.target());
        existing.ifPresent(object -> noteUid(captured, object));
    }

    private void noteUid(JsonNode captured, JsonNode made) {
        newUids.put(
                captured.path("metadata").path("uid").asText(),
                made.path("metadata").path("uid").asText());
    }

    /** Gives a restored object its owners back; why not, when the API server would not. */
    Optional<String> relink(PlanItem item) throws IOException, InterruptedException {
        ObjectNode captured = index.read(item.source()).orElseThrow();
        Optional<ObjectNode> patch = RuleContext.within(() -> rules.relink(captured, newUids));
        Optional<ApiResource> resource = target.resource(item.target().kind());
        if (patch.isEmpty() || resource.isEmpty()) {
            return Optional.empty();
        }
        try {
            ObjectNode _ =
                    target.cluster()
                            .mergePatch(
                                    resource.get(),
                                    item.targetNamespace(),
                                    item.targetName(),
                                    "",
                                    patch.get(),
                                    Write.REAL);
            return Optional.empty();
        } catch (ClusterException e) {
            return Optional.of("it has no owners, since " + e.getMessage());
        }
    }

    /** Sends what waited for all else to be there; gives what could not be sent. */
    List<String> sendLater() throws IOException, InterruptedException {
        List<String> failures = new ArrayList<>();
        for (Later each : later) {
            try {
                send(each.key(), each.object(), each.followUp());
            } catch (ClusterException e) {
                failures.add(each.key() + ": " + e.getMessage());
            }
        }
        return failures;
    }
}
