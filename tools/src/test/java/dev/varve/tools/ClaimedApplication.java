package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.Deletion;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.cluster.PodProcess;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.model.ApiResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A namespace with a claim {@code data} and a Deployment {@code data} that uses it. */
final class ClaimedApplication {
    private final Cluster cluster;
    private final Objects objects;
    private final String namespace;

    ClaimedApplication(Cluster cluster, Objects objects) throws IOException, InterruptedException {
        this.cluster = cluster;
        this.objects = objects;
        namespace = objects.createNamespace("volumes");
    }

    String namespace() {
        return namespace;
    }

    /** A claim of files, at {@code /data}. */
    void openFiles() throws IOException, InterruptedException {
        openFiles(FullCluster.STORAGE_CLASS);
    }

    /** A claim of files of a StorageClass, at {@code /data}. */
    void openFiles(String storageClass) throws IOException, InterruptedException {
        open(storageClass, "Filesystem", "volumeMounts: [{name: 'data', mountPath: '/data'}]");
    }

    /** A claim of a device, at {@code /dev/data}. */
    void openDevice() throws IOException, InterruptedException {
        open(
                FullCluster.STORAGE_CLASS,
                "Block",
                "volumeDevices: [{name: 'data', devicePath: '/dev/data'}]");
    }

    private void open(String storageClass, String mode, String mount)
            throws IOException, InterruptedException {
        ObjectNode _ =
                objects.create(
                        """
                        {apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: {namespace: '%s', name: 'data'},
                         spec: {accessModes: ['ReadWriteOnce'], storageClassName: '%s', volumeMode: '%s',
                                resources: {requests: {storage: '64Mi'}}}}
                        """
                                .formatted(namespace, storageClass, mode));
        ObjectNode _ =
                objects.create(
                        """
                        {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {namespace: '%s', name: 'data'},
                         spec: {strategy: {type: 'Recreate'}, selector: {matchLabels: {app: 'data'}},
                                template: {metadata: {labels: {app: 'data'}},
                                           spec: {terminationGracePeriodSeconds: 1,
                                                  containers: [{name: 'main', image: '%s', command: ['sleep', '1000000'], %s}],
                                                  volumes: [{name: 'data', persistentVolumeClaim: {claimName: 'data'}}]}}}}
                        """
                                .formatted(namespace, FullCluster.POD_IMAGE, mount));
    }

    /** Runs a script in the Pod, once it runs, and gives what it says. */
    String exec(String script) throws IOException, InterruptedException {
        try (PodProcess process =
                cluster.exec(namespace, pod(), "main", List.of("sh", "-c", script))) {
            String out = new String(process.output().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.await(FullCluster.LIMIT)).as(script).hasValue(0);
            return out;
        }
    }

    /** Annotates the Pod that runs, not what would be made after it. */
    void annotatePod(String annotation, String value) throws IOException, InterruptedException {
        ObjectNode patch = Objects.parse("{metadata: {annotations: {}}}");
        patch.withObject("/metadata/annotations").put(annotation, value);
        ObjectNode _ =
                cluster.mergePatch(
                        objects.resource("v1", "Pod"), namespace, pod(), "", patch, Write.REAL);
    }

    private String pod() {
        ApiResource pods = objects.resource("v1", "Pod");
        return Awaitility.await("the Pod with the data")
                .atMost(FullCluster.LIMIT)
                .until(
                        () ->
                                Served.list(cluster, ListQuery.all(pods, namespace)).stream()
                                        .filter(ClaimedApplication::runs)
                                        .map(pod -> pod.at("/metadata/name").asText())
                                        .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static boolean runs(ObjectNode pod) {
        return pod.at("/status/phase").asText().equals("Running")
                && !pod.path("metadata").has("deletionTimestamp");
    }

    /** Writes 16 MiB of chance to a file or device, and gives the sum of all of it. */
    String fill(String path) throws IOException, InterruptedException {
        exec("dd if=/dev/urandom of=" + path + " bs=1M count=16 conv=fsync");
        return sum(path);
    }

    String sum(String path) throws IOException, InterruptedException {
        return exec("sha256sum " + path);
    }

    /** The name of the volume behind the claim. */
    String volume() throws IOException, InterruptedException {
        return cluster.get(objects.resource("v1", "PersistentVolumeClaim"), namespace, "data")
                .orElseThrow()
                .at("/spec/volumeName")
                .asText();
    }

    /** Deletes Deployment and claim, and leaves the namespace with what else is in it. */
    void deleteClaim() throws IOException, InterruptedException {
        ApiResource claims = objects.resource("v1", "PersistentVolumeClaim");
        boolean _ =
                cluster.delete(
                        objects.resource("apps/v1", "Deployment"),
                        namespace,
                        "data",
                        Deletion.BACKGROUND);
        boolean _ = cluster.delete(claims, namespace, "data", Deletion.BACKGROUND);
        Awaitility.await("the end of the claim")
                .atMost(FullCluster.LIMIT)
                .until(() -> cluster.get(claims, namespace, "data").isEmpty());
    }

    void deleteAll() throws IOException, InterruptedException {
        objects.deleteNamespace(namespace);
    }

    /** Deletes all, and volumes that a restore in place kept for an undo. */
    void drop() throws IOException, InterruptedException {
        ApiResource volumes = objects.resource("v1", "PersistentVolume");
        for (ObjectNode each : Served.list(cluster, ListQuery.all(volumes, ""))) {
            if (each.at("/spec/claimRef/namespace").asText().equals(namespace)) {
                ObjectNode _ =
                        cluster.mergePatch(
                                volumes,
                                "",
                                each.at("/metadata/name").asText(),
                                "",
                                Objects.parse("{spec: {persistentVolumeReclaimPolicy: 'Delete'}}"),
                                Write.REAL);
            }
        }
        objects.dropNamespace(namespace);
    }
}
