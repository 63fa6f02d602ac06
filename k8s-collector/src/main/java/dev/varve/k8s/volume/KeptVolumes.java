package dev.varve.k8s.volume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Acts;
import dev.varve.k8s.act.Marks;
import dev.varve.k8s.act.Purpose;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.act.Steps;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sets the volume of a claim aside, so that a restore in place can be undone. A volume set aside
 * has the policy Retain, the label {@link Marks#KEPT}, and its old claim in an annotation; no sweep
 * deletes it. It stays until it is put back or discarded.
 */
public final class KeptVolumes {
    /** Label of a volume set aside whose claim has no whole data yet: the run, as in KEPT. */
    static final String REPLACING = "varve.dev/replacing";

    private static final String COLLECTOR = "varve.dev/kept-by";
    private static final String CLAIM = "varve.dev/kept-claim";
    private static final String OLD_POLICY = "varve.dev/kept-policy";
    private static final String POLICY = "persistentVolumeReclaimPolicy";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final VolumeTools tools;
    private final ApiResource claims;
    private final ApiResource volumes;

    public KeptVolumes(VolumeTools tools) throws IOException {
        this.tools = tools;
        claims = tools.served().require(Served.CLAIM);
        volumes = tools.served().require(Served.VOLUME);
    }

    /**
     * Keeps the volume of a claim and deletes the claim, whose Pods must have ended. May be
     * repeated; a claim that this run made, or none, is left as it is.
     *
     * @return name of the volume; nothing when there was no claim
     */
    public Optional<String> setAside(ObjectKey claim) throws IOException, InterruptedException {
        Optional<ObjectNode> there =
                tools.acts().cluster().get(claims, claim.namespace(), claim.name());
        String run = tools.acts().journal().run();
        if (there.isEmpty() || Marks.run(there.get()).equals(run)) {
            return Optional.empty();
        }
        new Workloads(tools).awaitUnused(claim);
        Purpose purpose = tools.acts().purpose(claim, "keep");
        String name = there.get().at("/spec/volumeName").asText("");
        if (!name.isEmpty()) {
            keep(volume(name), there.get(), purpose);
        }
        tools.acts().delete(claims, there.get(), purpose);
        awaitGone(claim);
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    /** Volumes that this run, in whichever process, set aside, by their claims. */
    Map<ObjectKey, String> ofRun() throws IOException, InterruptedException {
        Map<ObjectKey, String> kept = new TreeMap<>();
        String mine = Marks.KEPT + "=" + tools.acts().journal().run();
        for (ObjectNode volume : list(mine)) {
            kept.put(claim(volume), volume.at("/metadata/name").asText());
        }
        return kept;
    }

    /** All claims of this run have their data: from here nobody puts volumes back by himself. */
    void settle() throws IOException, InterruptedException {
        String mine = REPLACING + "=" + tools.acts().journal().run();
        for (ObjectNode volume : list(mine)) {
            settle(volume);
        }
    }

    private void settle(ObjectNode volume) throws IOException, InterruptedException {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").putObject("labels").putNull(REPLACING);
        Purpose purpose = tools.acts().purpose(Acts.key(volumes, volume), "settle");
        ObjectNode _ = tools.acts().patch(volumes, volume, patch, purpose);
    }

    /** Whether this collector set the volume aside. */
    static boolean isBy(ObjectNode volume, String collector) {
        return volume.at("/metadata/annotations").path(COLLECTOR).asText().equals(collector);
    }

    /** The claim that had the volume. */
    ObjectKey claim(ObjectNode volume) throws IOException {
        return Acts.key(claims, claimOf(volume));
    }

    private List<ObjectNode> list(String selector) throws IOException, InterruptedException {
        return Served.list(tools.acts().cluster(), new ListQuery(volumes, "", selector, ""));
    }

    /** The undo: the claim that has the name now goes with its volume, the old ones come back. */
    public void putBack(String volumeName) throws IOException, InterruptedException {
        ObjectNode volume = kept(volumeName);
        ObjectNode claim = claimOf(volume);
        ObjectKey key = Acts.key(claims, claim);
        // As a restored claim: once bound it is the user's, and no sweep takes it.
        Purpose purpose = tools.acts().purpose(key, Steps.TARGET);
        Optional<ObjectNode> staying = staying(key, volumeName, purpose);
        if (staying.filter(KeptVolumes::neverLeft).isPresent()) {
            release(volume);
            return;
        }
        ObjectNode made =
                staying.isPresent() ? staying.get() : tools.acts().create(claims, claim, purpose);
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode claimRef = patch.putObject("spec").putObject("claimRef");
        claimRef.put("namespace", key.namespace()).put("name", key.name());
        claimRef.put("uid", made.at("/metadata/uid").asText()).putNull("resourceVersion");
        ObjectNode _ = tools.acts().patch(volumes, volume, patch, purpose);
        ObjectNode nudge = JsonNodeFactory.instance.objectNode();
        nudge.putObject("metadata").putObject("annotations").put(Marks.HANDED, volumeName);
        ObjectNode _ = tools.acts().patch(claims, made, nudge, purpose);
        ObjectNode bound = awaitBound(key);
        release(volume);
        ObjectNode _ =
                tools.acts().release(claims, bound, JsonNodeFactory.instance.objectNode(), purpose);
    }

    /** The claim, when it is one for the old volume; any other goes first. */
    private Optional<ObjectNode> staying(ObjectKey key, String volumeName, Purpose purpose)
            throws IOException, InterruptedException {
        Optional<ObjectNode> now = tools.acts().cluster().get(claims, key.namespace(), key.name());
        boolean isGoing =
                now.filter(claim -> claim.path("metadata").has("deletionTimestamp")).isPresent();
        if (now.isEmpty()
                || (!isGoing && now.get().at("/spec/volumeName").asText().equals(volumeName))) {
            return now;
        }
        new Workloads(tools).awaitUnused(key);
        if (!isGoing) {
            tools.acts().delete(claims, now.get(), purpose);
        }
        awaitGone(key);
        return Optional.empty();
    }

    /** It was to be deleted, and whoever was to do so died before; an undo's own has marks. */
    private static boolean neverLeft(ObjectNode claim) {
        return claim.at("/status/phase").asText().equals("Bound") && Marks.run(claim).isEmpty();
    }

    private void release(ObjectNode volume) throws IOException, InterruptedException {
        release(
                volume.at("/metadata/name").asText(),
                volume.at("/metadata/annotations").path(OLD_POLICY).asText("Retain"));
    }

    /** The old data is not wanted any more: its driver deletes it. */
    public void discard(String volumeName) throws IOException, InterruptedException {
        ObjectNode volume = kept(volumeName);
        if (!volume.at("/status/phase").asText().equals("Released")) {
            throw new VolumeException(
                    "volume " + volumeName + " is in use, so it is not discarded");
        }
        release(volumeName, "Delete");
    }

    private void keep(ObjectNode volume, ObjectNode claim, Purpose purpose)
            throws IOException, InterruptedException {
        if (volume.at("/metadata/labels").has(Marks.KEPT)) {
            return;
        }
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = patch.putObject("metadata");
        metadata.putObject("labels").put(Marks.KEPT, purpose.run()).put(REPLACING, purpose.run());
        metadata.putObject("annotations")
                .put(COLLECTOR, purpose.collector())
                .put(OLD_POLICY, volume.path("spec").path(POLICY).asText("Delete"))
                .put(CLAIM, asBefore(claim).toString());
        patch.putObject("spec").put(POLICY, "Retain");
        ObjectNode _ = tools.acts().patch(volumes, volume, patch, purpose);
    }

    private void release(String volumeName, String policy)
            throws IOException, InterruptedException {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = patch.putObject("metadata");
        metadata.putObject("labels").putNull(Marks.KEPT).putNull(REPLACING);
        metadata.putObject("annotations").putNull(OLD_POLICY).putNull(CLAIM).putNull(COLLECTOR);
        patch.putObject("spec").put(POLICY, policy);
        ObjectNode volume = volume(volumeName);
        ObjectNode _ =
                tools.acts()
                        .patch(
                                volumes,
                                volume,
                                patch,
                                tools.acts().purpose(Acts.key(volumes, volume), "unkeep"));
    }

    /** The claim so that it can be created again for the same volume. */
    private static ObjectNode asBefore(ObjectNode claim) {
        ObjectNode before =
                VolumeRestorePlan.claim(
                        claim,
                        claim.at("/metadata/namespace").asText(),
                        claim.at("/metadata/name").asText(),
                        "",
                        0);
        before.withObject("/spec").set("volumeName", claim.at("/spec/volumeName"));
        return before;
    }

    private ObjectNode kept(String name) throws IOException, InterruptedException {
        ObjectNode volume = volume(name);
        if (!volume.at("/metadata/labels").has(Marks.KEPT)) {
            throw new VolumeException("volume " + name + " was not set aside");
        }
        return volume;
    }

    private ObjectNode volume(String name) throws IOException, InterruptedException {
        return tools.acts()
                .cluster()
                .get(volumes, "", name)
                .orElseThrow(() -> new VolumeException("volume " + name + " is not there"));
    }

    private static ObjectNode claimOf(ObjectNode volume) throws IOException {
        String text = volume.at("/metadata/annotations").path(CLAIM).asText("");
        try {
            if (JSON.readTree(text) instanceof ObjectNode claim) {
                return claim;
            }
        } catch (JsonProcessingException e) {
            throw new IOException("the kept claim of " + volume.at("/metadata/name"), e);
        }
        throw new VolumeException("volume " + volume.at("/metadata/name") + " has no kept claim");
    }

    private void awaitGone(ObjectKey claim) throws IOException, InterruptedException {
        boolean _ =
                tools.waiting()
                        .await(
                                claim + " to be gone",
                                tools.patience().gone(),
                                () ->
                                        tools.acts()
                                                        .cluster()
                                                        .get(
                                                                claims,
                                                                claim.namespace(),
                                                                claim.name())
                                                        .isPresent()
                                                ? Optional.empty()
                                                : Optional.of(true));
    }

    private ObjectNode awaitBound(ObjectKey claim) throws IOException, InterruptedException {
        return tools.waiting()
                .await(
                        claim + " to be bound",
                        tools.patience().bind(),
                        () ->
                                tools.acts()
                                        .cluster()
                                        .get(claims, claim.namespace(), claim.name())
                                        .filter(found ->
                                                found.at("/status/phase")
                                                        .asText()
                                                        .equals("Bound")));
    }
}
