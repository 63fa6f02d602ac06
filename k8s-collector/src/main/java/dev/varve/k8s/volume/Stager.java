package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.ActNames;
import dev.varve.k8s.act.Purpose;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.volume.CaptureState.Held;
import dev.varve.k8s.volume.CaptureState.Mounted;
import dev.varve.k8s.volume.CaptureState.Staged;
import dev.varve.k8s.volume.CaptureState.Taken;
import java.io.IOException;
import java.util.Optional;

/** Brings a snapshot into the collector's namespace, and a claim from it. */
final class Stager {
    private static final String STAGED = "staged";

    private final VolumeTools tools;

    Stager(VolumeTools tools) {
        this.tools = tools;
    }

    /** Name of the snapshot that {@link #stage} makes. */
    static String stagedSnapshot(VolumeTools tools, SnapshotPlan plan) {
        return ActNames.of(tools.acts().purpose(plan.subject(), STAGED));
    }

    /**
     * Makes a content and a snapshot of the same handle in the collector's namespace; then takes
     * away the one beside the claim, unless it is kept. At most one content has the policy Delete.
     */
    Staged stage(Held state) throws IOException, InterruptedException {
        Taken taken = state.taken();
        SnapshotPlan plan = taken.plan();
        Purpose purpose = tools.acts().purpose(plan.subject(), STAGED);
        StaticSnapshot copy =
                new StaticSnapshot(
                        tools.movers().namespace(),
                        ActNames.of(purpose),
                        plan.driver(),
                        plan.snapshotClass(),
                        taken.handle(),
                        plan.sourceMode(),
                        plan.isKept() ? "Retain" : "Delete",
                        plan.sourceMode() != plan.moverMode());
        copy.create(tools, purpose);
        if (!plan.isKept()) {
            dropOriginal(taken);
        }
        return state.staged(copy.name());
    }

    /** The claim is not waited for: its volume may wait for the mover, its first consumer. */
    Mounted mount(Staged state) throws IOException, InterruptedException {
        SnapshotPlan plan = state.taken().plan();
        Purpose purpose = tools.acts().purpose(plan.subject(), "volume");
        String namespace = tools.movers().namespace();
        ObjectNode claim = tools.served().blank(Served.CLAIM, namespace, ActNames.of(purpose));
        ObjectNode spec = claim.putObject("spec");
        spec.putArray("accessModes").add("ReadWriteOnce");
        spec.put("volumeMode", plan.moverMode().word());
        if (!plan.stagingClass().isEmpty()) {
            spec.put("storageClassName", plan.stagingClass());
        }
        spec.putObject("resources")
                .putObject("requests")
                .put("storage", String.valueOf(state.restoreBytes()));
        spec.putObject("dataSource")
                .put("apiGroup", Served.SNAPSHOT.group())
                .put("kind", Served.SNAPSHOT.kind())
                .put("name", state.stagedSnapshot());
        ObjectNode made = tools.acts().create(tools.served().require(Served.CLAIM), claim, purpose);
        return state.mounted(made.at("/metadata/name").asText());
    }

    private void dropOriginal(Taken taken) throws IOException, InterruptedException {
        SnapshotPlan plan = taken.plan();
        ApiResource snapshots = tools.served().require(Served.SNAPSHOT);
        drop(snapshots, plan.namespace(), taken.snapshot(), plan);
        drop(tools.served().require(Served.CONTENT), "", taken.content(), plan);
    }

    private void drop(ApiResource resource, String namespace, String name, SnapshotPlan plan)
            throws IOException, InterruptedException {
        Optional<ObjectNode> there = tools.acts().cluster().get(resource, namespace, name);
        if (there.isEmpty()) {
            return;
        }
        tools.acts().delete(resource, there.get(), tools.acts().purpose(plan.subject(), "drop"));
        tools.waiting()
                .await(
                        resource.kind() + " " + name + " to be gone",
                        tools.patience().gone(),
                        () ->
                                tools.acts().cluster().get(resource, namespace, name).isPresent()
                                        ? Optional.empty()
                                        : Optional.of(true));
    }
}
