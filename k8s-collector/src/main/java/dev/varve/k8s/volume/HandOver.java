package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.ActNames;
import dev.varve.k8s.act.Marks;
import dev.varve.k8s.act.Purpose;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.act.Steps;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.volume.RestoreState.Freed;
import dev.varve.k8s.volume.RestoreState.Handed;
import dev.varve.k8s.volume.RestoreState.Held;
import dev.varve.k8s.volume.RestoreState.Restored;
import dev.varve.k8s.volume.RestoreState.Written;
import java.io.IOException;
import java.util.Optional;

/**
 * Takes a written volume from its twin and gives it to the user's claim. The volume's claimRef
 * changes in one request, made only after the mover said that the data is whole: before it no claim
 * of a user can bind the volume, after it just that one can.
 */
final class HandOver {
    private static final String POLICY = "persistentVolumeReclaimPolicy";
    private static final String HOLD = "hold";

    private final VolumeTools tools;
    private final ApiResource claims;
    private final ApiResource volumes;

    HandOver(VolumeTools tools) throws IOException {
        this.tools = tools;
        claims = tools.served().require(Served.CLAIM);
        volumes = tools.served().require(Served.VOLUME);
    }

    /** From here the volume does not go with its twin. */
    Held hold(Written state) throws IOException, InterruptedException {
        String namespace = tools.movers().namespace();
        ClaimedVolume written =
                ClaimedVolume.read(tools.acts().cluster(), tools.served(), namespace, state.twin());
        String policy = originalPolicy(written.volume());
        ObjectNode patch = policy("Retain");
        annotate(patch).put(Steps.TWIN_ANNOTATION, namespace + "/" + state.twin());
        ObjectNode undo = policy(policy);
        annotate(undo).putNull(Steps.TWIN_ANNOTATION);
        ObjectNode _ =
                tools.acts().change(volumes, written.volume(), patch, undo, purpose(state.plan()));
        return state.held(written.volumeName(), policy);
    }

    /** Deletes mover and twin. */
    Freed free(Held state) throws IOException, InterruptedException {
        Purpose mover = tools.acts().purpose(state.plan().subject(), Mover.STEP);
        drop(Served.POD, ActNames.of(mover), mover);
        Purpose twin = tools.acts().purpose(state.plan().subject(), "twin");
        drop(Served.CLAIM, state.twin(), twin);
        return state.freed();
    }

    /** Makes the user's claim for the volume, then the volume the claim's. */
    Handed hand(Freed state) throws IOException, InterruptedException {
        Purpose purpose = tools.acts().purpose(state.plan().subject(), Steps.TARGET);
        ObjectNode claim = state.plan().claim().deepCopy();
        claim.put("apiVersion", claims.apiVersion()).put("kind", claims.kind());
        claim.withObject("/spec").put("volumeName", state.volume());
        ObjectNode target = tools.acts().create(claims, claim, purpose);
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        annotate(patch).putNull("pv.kubernetes.io/bound-by-controller");
        patch.putObject("spec")
                .putObject("claimRef")
                .put("apiVersion", claims.apiVersion())
                .put("kind", claims.kind())
                .put("namespace", target.at("/metadata/namespace").asText())
                .put("name", target.at("/metadata/name").asText())
                .put("uid", target.at("/metadata/uid").asText())
                .putNull("resourceVersion");
        ObjectNode _ =
                tools.acts().patch(volumes, volume(state.volume()), patch, purpose(state.plan()));
        ObjectNode nudge = JsonNodeFactory.instance.objectNode();
        annotate(nudge).put(Marks.HANDED, state.volume());
        ObjectNode _ = tools.acts().patch(claims, target, nudge, purpose);
        return state.handed();
    }

    /** Waits until both are bound, then leaves them to the user as if the collector never was. */
    Restored settle(Handed state) throws IOException, InterruptedException {
        String namespace = state.plan().subject().namespace();
        String name = state.plan().subject().name();
        ObjectNode claim =
                tools.waiting()
                        .await(
                                state.plan().subject() + " to be bound",
                                tools.patience().bind(),
                                () ->
                                        tools.acts()
                                                .cluster()
                                                .get(claims, namespace, name)
                                                .filter(HandOver::isBound));
        String bound = claim.at("/spec/volumeName").asText();
        if (!bound.equals(state.volume())) {
            throw new VolumeException(
                    state.plan().subject()
                            + " is bound to "
                            + bound
                            + ", not to what was restored");
        }
        ObjectNode patch = policy(state.reclaimPolicy());
        annotate(patch).putNull(Steps.TWIN_ANNOTATION);
        ObjectNode _ =
                tools.acts().release(volumes, volume(state.volume()), patch, purpose(state.plan()));
        ObjectNode _ =
                tools.acts()
                        .release(
                                claims,
                                claim,
                                JsonNodeFactory.instance.objectNode(),
                                tools.acts().purpose(state.plan().subject(), Steps.TARGET));
        return state.restored();
    }

    /** A volume that an earlier process held before it died has its own policy in the undo only. */
    private static String originalPolicy(ObjectNode volume) {
        return Marks.undo(volume).orElse(volume).path("spec").path(POLICY).asText("Delete");
    }

    private void drop(GroupKind kind, String name, Purpose purpose)
            throws IOException, InterruptedException {
        ApiResource resource = tools.served().require(kind);
        String namespace = tools.movers().namespace();
        Optional<ObjectNode> there = tools.acts().cluster().get(resource, namespace, name);
        if (there.isEmpty()) {
            return;
        }
        tools.acts().delete(resource, there.get(), purpose);
        tools.waiting()
                .await(
                        kind + " " + namespace + "/" + name + " to be gone",
                        tools.patience().gone(),
                        () ->
                                tools.acts().cluster().get(resource, namespace, name).isPresent()
                                        ? Optional.empty()
                                        : Optional.of(true));
    }

    private ObjectNode volume(String name) throws IOException, InterruptedException {
        Optional<ObjectNode> volume = tools.acts().cluster().get(volumes, "", name);
        if (volume.isEmpty()) {
            throw new VolumeException("volume " + name + " is gone, and the restored data with it");
        }
        return volume.get();
    }

    private Purpose purpose(VolumeRestorePlan plan) {
        return tools.acts().purpose(plan.subject(), HOLD);
    }

    private static boolean isBound(ObjectNode claim) {
        return claim.at("/status/phase").asText().equals("Bound");
    }

    private static ObjectNode policy(String value) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("spec").put(POLICY, value);
        return patch;
    }

    private static ObjectNode annotate(ObjectNode patch) {
        return patch.withObject("/metadata").withObjectProperty("annotations");
    }
}
