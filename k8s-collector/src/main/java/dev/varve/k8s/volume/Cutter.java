package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.ActNames;
import dev.varve.k8s.act.Marks;
import dev.varve.k8s.act.Purpose;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.model.Quantity;
import dev.varve.k8s.volume.CaptureState.Cut;
import dev.varve.k8s.volume.CaptureState.Cutting;
import dev.varve.k8s.volume.CaptureState.Held;
import dev.varve.k8s.volume.CaptureState.Ready;
import dev.varve.k8s.volume.CaptureState.Taken;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Has a snapshot taken beside its claim, and follows it until it can be read. */
final class Cutter {
    static final String STEP = "snapshot";
    private static final String POLICY = "deletionPolicy";

    private final VolumeTools tools;
    private final Snapshots snapshots;

    Cutter(VolumeTools tools) {
        this.tools = tools;
        snapshots = new Snapshots(tools);
    }

    /** Asks for the snapshot and waits until the storage has the moment. */
    Cut cut(Cutting state, boolean witnessed) throws IOException, InterruptedException {
        SnapshotPlan plan = state.plan();
        Purpose purpose = tools.acts().purpose(plan.subject(), STEP);
        String name = ActNames.of(purpose);
        ObjectNode snapshot = tools.served().blank(Served.SNAPSHOT, plan.namespace(), name);
        ObjectNode spec = snapshot.putObject("spec");
        spec.put("volumeSnapshotClassName", plan.snapshotClass());
        spec.putObject("source").put("persistentVolumeClaimName", plan.claim());
        if (plan.standing()) {
            snapshot.withObject("/metadata")
                    .withObjectProperty("labels")
                    .put(Marks.STANDING, purpose.run());
        }
        ObjectNode _ =
                tools.acts().create(tools.served().require(Served.SNAPSHOT), snapshot, purpose);
        ObjectNode content =
                snapshots
                        .await(
                                plan.namespace(),
                                name,
                                "to have a handle",
                                tools.patience().cut(),
                                found -> !Snapshots.handle(found.content()).isEmpty())
                        .content();
        return state.cut(
                name, content.at("/metadata/name").asText(), Snapshots.handle(content), witnessed);
    }

    Ready ready(Cut state) throws IOException, InterruptedException {
        Taken taken = state.taken();
        Duration limit = tools.patience().ready();
        Snapshots.Pair pair =
                snapshots.await(
                        taken.plan().namespace(),
                        taken.snapshot(),
                        "to be ready",
                        limit,
                        found -> found.snapshot().at("/status/readyToUse").asBoolean());
        String size = pair.snapshot().at("/status/restoreSize").asText("");
        return state.ready(
                Math.max(taken.plan().requestBytes(), size.isEmpty() ? 0 : Quantity.bytes(size)));
    }

    /**
     * From here the storage's snapshot does not go with the VolumeSnapshot beside the claim. Taking
     * that back lets it go, whatever the class said: it is the collector's own.
     */
    Held hold(Ready state) throws IOException, InterruptedException {
        Taken taken = state.taken();
        if (taken.plan().isKept()) {
            return state.held();
        }
        ObjectNode content = requireContent(taken);
        ObjectNode _ =
                tools.acts()
                        .change(
                                tools.served().require(Served.CONTENT),
                                content,
                                policy("Retain"),
                                policy("Delete"),
                                tools.acts().purpose(taken.plan().subject(), "hold"));
        return state.held();
    }

    private ObjectNode requireContent(Taken taken) throws IOException, InterruptedException {
        Optional<ObjectNode> content =
                tools.acts()
                        .cluster()
                        .get(tools.served().require(Served.CONTENT), "", taken.content());
        ObjectKey key = new ObjectKey(Served.CONTENT, "", taken.content());
        if (content.isEmpty()) {
            throw new VolumeException(key + " is gone, and the snapshot with it");
        }
        JsonNode now = content.get();
        if (!Snapshots.handle(now).equals(taken.handle())) {
            throw new VolumeException(key + " names another snapshot of the storage now");
        }
        return content.get();
    }

    private static ObjectNode policy(String value) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("spec").put(POLICY, value);
        return patch;
    }
}
