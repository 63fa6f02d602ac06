package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Marks;
import dev.varve.k8s.act.Purpose;
import dev.varve.k8s.act.Served;
import java.io.IOException;

/**
 * A content and a VolumeSnapshot, both under one name, for a snapshot that the storage has already.
 *
 * @param policy what becomes of the storage's snapshot when these go: Delete or Retain
 * @param changesMode a claim from it may have another volume mode than the source had
 */
record StaticSnapshot(
        String namespace,
        String name,
        String driver,
        String snapshotClass,
        String handle,
        VolumeMode sourceMode,
        String policy,
        boolean changesMode) {
    private static final String ALLOW_MODE_CHANGE =
            "snapshot.storage.kubernetes.io/allow-volume-mode-change";

    StaticSnapshot {
        if (handle.isEmpty() || driver.isEmpty() || snapshotClass.isEmpty()) {
            throw new IllegalArgumentException("a snapshot needs a handle, a driver and a class");
        }
    }

    /** Makes both and waits until they are bound to each other and ready. */
    void create(VolumeTools tools, Purpose purpose) throws IOException, InterruptedException {
        create(tools, purpose, false);
    }

    void create(VolumeTools tools, Purpose purpose, boolean standing)
            throws IOException, InterruptedException {
        ObjectNode content = content(tools);
        ObjectNode snapshot = snapshot(tools);
        if (standing) {
            stand(content, purpose);
            stand(snapshot, purpose);
        }
        ObjectNode _ =
                tools.acts().create(tools.served().require(Served.CONTENT), content, purpose);
        ObjectNode _ =
                tools.acts().create(tools.served().require(Served.SNAPSHOT), snapshot, purpose);
        Snapshots.Pair _ =
                new Snapshots(tools)
                        .await(
                                namespace,
                                name,
                                "to be ready",
                                tools.patience().ready(),
                                pair -> pair.snapshot().at("/status/readyToUse").asBoolean());
    }

    private ObjectNode content(VolumeTools tools) throws IOException {
        ObjectNode content = tools.served().blank(Served.CONTENT, "", name);
        if (changesMode) {
            content.withObject("/metadata")
                    .withObjectProperty("annotations")
                    .put(ALLOW_MODE_CHANGE, "true");
        }
        ObjectNode spec = content.putObject("spec");
        spec.put("deletionPolicy", policy)
                .put("driver", driver)
                .put("volumeSnapshotClassName", snapshotClass)
                .put("sourceVolumeMode", sourceMode.word());
        spec.putObject("source").put("snapshotHandle", handle);
        spec.putObject("volumeSnapshotRef").put("namespace", namespace).put("name", name);
        return content;
    }

    private ObjectNode snapshot(VolumeTools tools) throws IOException {
        ObjectNode snapshot = tools.served().blank(Served.SNAPSHOT, namespace, name);
        ObjectNode spec = snapshot.putObject("spec");
        spec.put("volumeSnapshotClassName", snapshotClass);
        spec.putObject("source").put("volumeSnapshotContentName", name);
        return snapshot;
    }

    private static void stand(ObjectNode object, Purpose purpose) {
        object.withObject("/metadata")
                .withObjectProperty("labels")
                .put(Marks.STANDING, purpose.run());
    }
}
