package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.ActException;
import dev.varve.k8s.act.ActNames;
import dev.varve.k8s.act.Purpose;
import dev.varve.k8s.act.RemovalReport;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.volume.CaptureState.Cut;
import dev.varve.k8s.volume.CaptureState.Cutting;
import dev.varve.k8s.volume.CaptureState.Failed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts several volumes in one moment by a VolumeGroupSnapshot, in whichever version the cluster
 * serves it. Each member then goes the way of a single snapshot; {@link #end} takes the group away
 * when all of them are through.
 */
public final class GroupCapture {
    /** Label that chooses the members; it is on the user's claims only until the cut. */
    static final String MEMBER = "varve.dev/group";

    private final VolumeTools tools;
    private final SnapshotCapture captures;

    public GroupCapture(VolumeTools tools) {
        this.tools = tools;
        captures = new SnapshotCapture(tools);
    }

    /** Whether this cluster has group snapshots. */
    public static boolean isServed(Served served) {
        return served.find(Served.GROUP).isPresent();
    }

    /**
     * Cuts all members.
     *
     * @return for each member, in the plan's order, a state to finish with {@link
     *     SnapshotCapture#finish}; when one could not be cut, all have failed
     */
    public List<CaptureState> cut(GroupPlan plan) throws IOException, InterruptedException {
        List<CaptureState> known = known(plan);
        if (known.size() == plan.members().size()) {
            return known;
        }
        try {
            boolean witnessed = tools.acts().journal().progress(plan.subject()).isEmpty();
            new StateJournal<>(CaptureState.class, tools)
                    .reached(plan.subject(), new Cutting(plan.members().getFirst()));
            return cutAll(plan, witnessed);
        } catch (ClusterException e) {
            if (e.isPassing()) {
                throw e;
            }
            return fail(plan, e);
        } catch (ActException e) {
            return fail(plan, e);
        }
    }

    /** Takes the group away; its members' snapshots go with it. */
    public RemovalReport end(GroupPlan plan) throws IOException, InterruptedException {
        return tools.removal().remove(plan.subject());
    }

    /** States of members that an earlier process cut. */
    private List<CaptureState> known(GroupPlan plan) throws IOException {
        List<CaptureState> known = new ArrayList<>();
        StateJournal<CaptureState> journal = new StateJournal<>(CaptureState.class, tools);
        for (SnapshotPlan member : plan.members()) {
            journal.last(member.subject()).ifPresent(known::add);
        }
        return known;
    }

    private List<CaptureState> cutAll(GroupPlan plan, boolean witnessed)
            throws IOException, InterruptedException {
        Purpose purpose = tools.acts().purpose(plan.subject(), "group");
        String name = ActNames.of(purpose);
        mark(plan, name, purpose);
        ObjectNode group = tools.served().blank(Served.GROUP, plan.namespace(), name);
        ObjectNode spec = group.putObject("spec");
        spec.put("volumeGroupSnapshotClassName", plan.groupClass());
        spec.putObject("source").putObject("selector").putObject("matchLabels").put(MEMBER, name);
        ObjectNode made = tools.acts().create(tools.served().require(Served.GROUP), group, purpose);
        String uid = made.at("/metadata/uid").asText();
        List<Cut> cuts = new ArrayList<>();
        for (SnapshotPlan member : plan.members()) {
            cuts.add(awaitMember(plan, member, name, uid, witnessed));
        }
        unmark(plan, purpose);
        List<CaptureState> states = new ArrayList<>();
        for (Cut cut : cuts) {
            states.add(captures.adopt(cut));
        }
        return states;
    }

    private Cut awaitMember(
            GroupPlan plan, SnapshotPlan member, String name, String uid, boolean witnessed)
            throws IOException, InterruptedException {
        String snapshot =
                tools.waiting()
                        .await(
                                "group " + name + " to cut " + member.subject(),
                                tools.patience().cut(),
                                () -> member(plan, member, name, uid));
        Snapshots.Pair pair =
                new Snapshots(tools)
                        .await(
                                plan.namespace(),
                                snapshot,
                                "to have a handle",
                                tools.patience().cut(),
                                found -> !Snapshots.handle(found.content()).isEmpty());
        return new Cutting(grouped(member, name))
                .cut(
                        snapshot,
                        pair.content().at("/metadata/name").asText(),
                        Snapshots.handle(pair.content()),
                        witnessed);
    }

    /** The snapshot that the group has made for a member. */
    private Optional<String> member(GroupPlan plan, SnapshotPlan member, String name, String uid)
            throws IOException, InterruptedException {
        ApiResource groups = tools.served().require(Served.GROUP);
        Optional<ObjectNode> group = tools.acts().cluster().get(groups, plan.namespace(), name);
        JsonNode error =
                group.map(found -> found.at("/status/error"))
                        .orElse(JsonNodeFactory.instance.nullNode());
        if (group.isEmpty() || error.isObject()) {
            throw new VolumeException(
                    "group snapshot "
                            + name
                            + (group.isEmpty()
                                    ? " is gone"
                                    : ": " + Text.cut(error.path("message").asText())));
        }
        ListQuery all = ListQuery.all(tools.served().require(Served.SNAPSHOT), plan.namespace());
        for (ObjectNode snapshot : Served.list(tools.acts().cluster(), all)) {
            boolean owned = false;
            for (JsonNode owner : snapshot.at("/metadata/ownerReferences")) {
                owned |= owner.path("uid").asText().equals(uid);
            }
            if (owned
                    && snapshot.at("/spec/source/persistentVolumeClaimName")
                            .asText("")
                            .equals(member.claim())) {
                return Optional.of(snapshot.at("/metadata/name").asText());
            }
        }
        return Optional.empty();
    }

    private void mark(GroupPlan plan, String name, Purpose purpose)
            throws IOException, InterruptedException {
        ApiResource claims = tools.served().require(Served.CLAIM);
        for (SnapshotPlan member : plan.members()) {
            ObjectNode undo = JsonNodeFactory.instance.objectNode();
            undo.withObject("/metadata").withObjectProperty("labels").putNull(MEMBER);
            ObjectNode patch = JsonNodeFactory.instance.objectNode();
            patch.withObject("/metadata").withObjectProperty("labels").put(MEMBER, name);
            ObjectNode _ = tools.acts().change(claims, claim(claims, member), patch, undo, purpose);
        }
    }

    private void unmark(GroupPlan plan, Purpose purpose) throws IOException, InterruptedException {
        ApiResource claims = tools.served().require(Served.CLAIM);
        for (SnapshotPlan member : plan.members()) {
            ObjectNode patch = JsonNodeFactory.instance.objectNode();
            patch.withObject("/metadata").withObjectProperty("labels").putNull(MEMBER);
            ObjectNode _ = tools.acts().release(claims, claim(claims, member), patch, purpose);
        }
    }

    private ObjectNode claim(ApiResource claims, SnapshotPlan member)
            throws IOException, InterruptedException {
        return tools.acts()
                .cluster()
                .get(claims, member.namespace(), member.claim())
                .orElseThrow(() -> new VolumeException(member.subject() + " is not there"));
    }

    private List<CaptureState> fail(GroupPlan plan, IOException cause)
            throws IOException, InterruptedException {
        RemovalReport _ = end(plan);
        List<CaptureState> failed = new ArrayList<>();
        for (SnapshotPlan _ : plan.members()) {
            failed.add(new Failed(String.valueOf(cause.getMessage())));
        }
        return failed;
    }

    private static SnapshotPlan grouped(SnapshotPlan plan, String group) {
        return new SnapshotPlan(
                plan.namespace(),
                plan.claim(),
                plan.driver(),
                plan.snapshotClass(),
                plan.sourceMode(),
                plan.moverMode(),
                plan.requestBytes(),
                plan.stagingClass(),
                plan.nodeSelector(),
                plan.standing(),
                group,
                plan.arguments());
    }
}
