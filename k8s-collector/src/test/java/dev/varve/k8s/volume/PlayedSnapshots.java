package dev.varve.k8s.volume;

import static dev.varve.k8s.volume.PlayedApi.isGoing;
import static dev.varve.k8s.volume.PlayedApi.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.kube.Objects;
import java.io.IOException;
import java.util.Optional;

/** Plays snapshot-controller and csi-snapshotter. A fake. Confined to the driver's thread. */
final class PlayedSnapshots {
    private static final String FINALIZERS = "{metadata: {finalizers: ['varve.test/held']}}";
    private static final String FREE = "{metadata: {finalizers: null}}";

    private final PlayedApi api;
    private final PlayedStorage storage;
    private final PlayedCsiDriver driver;

    PlayedSnapshots(PlayedApi api, PlayedStorage storage, PlayedCsiDriver driver) {
        this.api = api;
        this.storage = storage;
        this.driver = driver;
    }

    void play() throws IOException, InterruptedException {
        for (ObjectNode content : api.all(Served.CONTENT)) {
            if (isGoing(content)) {
                end(content);
            }
        }
        for (ObjectNode snapshot : api.all(Served.SNAPSHOT)) {
            if (isGoing(snapshot)) {
                endSnapshot(snapshot);
            } else if (!snapshot.at("/status/readyToUse").asBoolean()) {
                advance(snapshot);
            }
        }
        for (ObjectNode group : api.all(Served.GROUP)) {
            if (!isGoing(group) && !group.at("/status/readyToUse").asBoolean()) {
                cutGroup(group);
            }
        }
    }

    private void advance(ObjectNode snapshot) throws IOException, InterruptedException {
        String given = text(snapshot, "/spec/source/volumeSnapshotContentName");
        String contentName =
                given.isEmpty() ? "snapcontent-" + text(snapshot, "/metadata/uid") : given;
        Optional<ObjectNode> content = api.get(Served.CONTENT, "", contentName);
        if (content.isEmpty()) {
            if (given.isEmpty() && driver.mode() == PlayedCsiDriver.Mode.ERROR) {
                api.patch(
                        Served.SNAPSHOT,
                        snapshot,
                        "status",
                        "{status: {error: {message: 'the array has no space'}}}");
            } else if (given.isEmpty()) {
                cut(snapshot, contentName);
            }
            return;
        }
        String handle = Snapshots.handle(content.get());
        if (!given.isEmpty() && text(content.get(), "/status/snapshotHandle").isEmpty()) {
            bindStatic(snapshot, content.get(), handle);
        } else if (driver.mode() != PlayedCsiDriver.Mode.NEVER_READY) {
            api.patch(
                    Served.SNAPSHOT,
                    snapshot,
                    "status",
                    "{status: {boundVolumeSnapshotContentName: '"
                            + contentName
                            + "', readyToUse: true, restoreSize: '2Gi'}}");
        }
    }

    private void cut(ObjectNode snapshot, String contentName)
            throws IOException, InterruptedException {
        Optional<ObjectNode> claim =
                api.get(
                        Served.CLAIM,
                        text(snapshot, "/metadata/namespace"),
                        text(snapshot, "/spec/source/persistentVolumeClaimName"));
        if (claim.isEmpty()) {
            return;
        }
        Optional<ObjectNode> volume =
                api.get(Served.VOLUME, "", text(claim.get(), "/spec/volumeName"));
        if (volume.isEmpty()) {
            return;
        }
        String volumeHandle = text(volume.get(), "/spec/csi/volumeHandle");
        api.patch(Served.SNAPSHOT, snapshot, "", FINALIZERS);
        ObjectNode content = content(snapshot, contentName, volumeHandle);
        api.create(Served.CONTENT, content);
        api.patch(
                Served.CONTENT,
                content,
                "status",
                "{status: {readyToUse: true, snapshotHandle: '"
                        + storage.cut(volumeHandle)
                        + "'}}");
        api.patch(
                Served.SNAPSHOT,
                snapshot,
                "status",
                "{status: {boundVolumeSnapshotContentName: '" + contentName + "'}}");
    }

    private ObjectNode content(ObjectNode snapshot, String name, String volumeHandle)
            throws IOException {
        ObjectNode content = api.served.blank(Served.CONTENT, "", name);
        content.withObject("/metadata").putArray("finalizers").add("varve.test/held");
        ObjectNode spec = content.putObject("spec");
        spec.put("deletionPolicy", "Delete").put("driver", PlayedCsiDriver.NAME);
        spec.putObject("source").put("volumeHandle", volumeHandle);
        spec.putObject("volumeSnapshotRef")
                .put("namespace", text(snapshot, "/metadata/namespace"))
                .put(
                        "name",
                        driver.mode() == PlayedCsiDriver.Mode.STRANGER
                                ? "another"
                                : text(snapshot, "/metadata/name"))
                .put("uid", text(snapshot, "/metadata/uid"));
        return content;
    }

    private void bindStatic(ObjectNode snapshot, ObjectNode content, String handle)
            throws IOException, InterruptedException {
        String uid = text(snapshot, "/metadata/uid");
        api.patch(Served.SNAPSHOT, snapshot, "", FINALIZERS);
        api.patch(
                Served.CONTENT,
                content,
                "",
                "{metadata: {finalizers: ['varve.test/held']}, spec: {volumeSnapshotRef: {uid: '"
                        + uid
                        + "'}}}");
        api.patch(
                Served.CONTENT,
                content,
                "status",
                "{status: {readyToUse: true, snapshotHandle: '" + handle + "'}}");
    }

    /** One moment for all claims that fit; the members' snapshots belong to the group. */
    private void cutGroup(ObjectNode group) throws IOException, InterruptedException {
        String namespace = text(group, "/metadata/namespace");
        var labels = group.at("/spec/source/selector/matchLabels").properties();
        for (ObjectNode claim : api.all(Served.CLAIM)) {
            boolean fits =
                    text(claim, "/metadata/namespace").equals(namespace)
                            && labels.stream()
                                    .allMatch(label ->
                                            claim.at("/metadata/labels")
                                                    .path(label.getKey())
                                                    .equals(label.getValue()));
            if (fits) {
                ObjectNode member =
                        api.served.blank(
                                Served.SNAPSHOT,
                                namespace,
                                "member-" + text(claim, "/metadata/uid"));
                member.withObject("/metadata")
                        .putArray("ownerReferences")
                        .add(
                                Objects.parse(
                                        String.format(
                                                "{apiVersion: '%s', kind: '%s', name: '%s', uid: '%s'}",
                                                text(group, "/apiVersion"),
                                                text(group, "/kind"),
                                                text(group, "/metadata/name"),
                                                text(group, "/metadata/uid"))));
                member.putObject("spec")
                        .putObject("source")
                        .put("persistentVolumeClaimName", text(claim, "/metadata/name"));
                api.create(Served.SNAPSHOT, member);
            }
        }
        api.patch(
                Served.GROUP,
                group,
                "status",
                "{status: {readyToUse: true, boundVolumeGroupSnapshotContentName: 'played'}}");
    }

    private void endSnapshot(ObjectNode snapshot) throws IOException, InterruptedException {
        String name = text(snapshot, "/status/boundVolumeSnapshotContentName");
        Optional<ObjectNode> content = api.get(Served.CONTENT, "", name);
        if (content.isPresent()
                && !isGoing(content.get())
                && text(content.get(), "/spec/deletionPolicy").equals("Delete")) {
            api.delete(Served.CONTENT, content.get());
        }
        api.patch(Served.SNAPSHOT, snapshot, "", FREE);
    }

    private void end(ObjectNode content) throws IOException, InterruptedException {
        if (text(content, "/spec/deletionPolicy").equals("Delete")) {
            storage.deleteSnapshot(Snapshots.handle(content));
        }
        api.patch(Served.CONTENT, content, "", FREE);
    }
}
