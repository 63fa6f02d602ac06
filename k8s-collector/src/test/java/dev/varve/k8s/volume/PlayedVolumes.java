package dev.varve.k8s.volume;

import static dev.varve.k8s.volume.PlayedApi.isGoing;
import static dev.varve.k8s.volume.PlayedApi.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.kube.Objects;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Plays external-provisioner. A fake; binding is the real controller's. */
final class PlayedVolumes {
    private final PlayedApi api;
    private final PlayedStorage storage;
    private final PlayedCsiDriver driver;

    PlayedVolumes(PlayedApi api, PlayedStorage storage, PlayedCsiDriver driver) {
        this.api = api;
        this.storage = storage;
        this.driver = driver;
    }

    void play(List<ObjectNode> pods) throws IOException, InterruptedException {
        for (ObjectNode claim : api.all(Served.CLAIM)) {
            String storageClass = text(claim, "/spec/storageClassName");
            boolean mine =
                    storageClass.equals(PlayedCsiDriver.AT_ONCE)
                            || (storageClass.equals(PlayedCsiDriver.WAITS)
                                    && pods.stream().anyMatch(pod -> uses(pod, claim)));
            if (mine && !isGoing(claim) && text(claim, "/spec/volumeName").isEmpty()) {
                provision(claim, storageClass);
            }
        }
        for (ObjectNode volume : api.all(Served.VOLUME)) {
            if (text(volume, "/spec/csi/driver").equals(PlayedCsiDriver.NAME)
                    && text(volume, "/status/phase").equals("Released")
                    && text(volume, "/spec/persistentVolumeReclaimPolicy").equals("Delete")
                    && !isGoing(volume)) {
                storage.deleteVolume(text(volume, "/spec/csi/volumeHandle"));
                api.delete(Served.VOLUME, volume);
            }
        }
    }

    private void provision(ObjectNode claim, String storageClass)
            throws IOException, InterruptedException {
        String name = "pvc-" + text(claim, "/metadata/uid");
        if (api.get(Served.VOLUME, "", name).isPresent()) {
            return;
        }
        String data = "";
        if (claim.path("spec").has("dataSource")) {
            Optional<String> source = sourceData(claim);
            if (source.isEmpty()) {
                return;
            }
            data = source.get();
        }
        ObjectNode volume =
                Objects.parse(
                        String.format(
                                """
                                {apiVersion: 'v1', kind: 'PersistentVolume', metadata: {name: '%s',
                                  annotations: {'pv.kubernetes.io/provisioned-by': '%s'}},
                                 spec: {capacity: {storage: '%s'}, accessModes: ['ReadWriteOnce'],
                                  persistentVolumeReclaimPolicy: 'Delete', storageClassName: '%s',
                                  volumeMode: '%s', csi: {driver: '%s', volumeHandle: '%s'},
                                  nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [
                                    {key: 'zone', operator: 'In', values: ['north']}]}]}},
                                  claimRef: {apiVersion: 'v1', kind: 'PersistentVolumeClaim',
                                    namespace: '%s', name: '%s', uid: '%s'}}}
                                """,
                                name,
                                PlayedCsiDriver.NAME,
                                text(claim, "/spec/resources/requests/storage"),
                                storageClass,
                                text(claim, "/spec/volumeMode"),
                                PlayedCsiDriver.NAME,
                                storage.makeVolume(data),
                                text(claim, "/metadata/namespace"),
                                text(claim, "/metadata/name"),
                                text(claim, "/metadata/uid")));
        api.create(Served.VOLUME, volume);
    }

    private Optional<String> sourceData(ObjectNode claim) throws IOException, InterruptedException {
        Optional<ObjectNode> snapshot =
                api.get(
                        Served.SNAPSHOT,
                        text(claim, "/metadata/namespace"),
                        text(claim, "/spec/dataSource/name"));
        if (driver.mode() == PlayedCsiDriver.Mode.NO_COPIES) {
            return Optional.empty();
        }
        if (snapshot.isEmpty() || !snapshot.get().at("/status/readyToUse").asBoolean()) {
            return Optional.empty();
        }
        return api.get(
                        Served.CONTENT,
                        "",
                        text(snapshot.get(), "/status/boundVolumeSnapshotContentName"))
                .map(content -> storage.snapshot(Snapshots.handle(content)));
    }

    private static boolean uses(ObjectNode pod, ObjectNode claim) {
        if (!text(pod, "/metadata/namespace").equals(text(claim, "/metadata/namespace"))) {
            return false;
        }
        for (var volume : pod.at("/spec/volumes")) {
            if (volume.at("/persistentVolumeClaim/claimName")
                    .asText("")
                    .equals(text(claim, "/metadata/name"))) {
                return true;
            }
        }
        return false;
    }
}
