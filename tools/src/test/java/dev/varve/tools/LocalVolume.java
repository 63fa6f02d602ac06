package dev.varve.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.Deletion;
import dev.varve.k8s.kube.Objects;
import java.io.IOException;

/** A directory of a node as a volume without any driver, and a StorageClass of its own. */
final class LocalVolume {
    private final Cluster cluster;
    private final Objects objects;
    private final String name;

    LocalVolume(Cluster cluster, Objects objects, String name)
            throws IOException, InterruptedException {
        this.cluster = cluster;
        this.objects = objects;
        this.name = name;
        ObjectNode _ =
                objects.create(
                        """
                        {apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: {name: '%s'},
                         provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer'}
                        """
                                .formatted(name));
        ObjectNode _ =
                objects.create(
                        """
                        {apiVersion: 'v1', kind: 'PersistentVolume', metadata: {name: '%1$s'},
                         spec: {capacity: {storage: '64Mi'}, accessModes: ['ReadWriteOnce'], storageClassName: '%1$s',
                                persistentVolumeReclaimPolicy: 'Retain', local: {path: '%2$s'},
                                nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions:
                                  [{key: 'kubernetes.io/hostname', operator: 'In', values: ['%3$s']}]}]}}}}
                        """
                                .formatted(
                                        name,
                                        FullCluster.localDirectory(),
                                        FullCluster.localNode()));
    }

    void delete() throws IOException, InterruptedException {
        boolean _ =
                cluster.delete(
                        objects.resource("v1", "PersistentVolume"), "", name, Deletion.BACKGROUND);
        boolean _ =
                cluster.delete(
                        objects.resource("storage.k8s.io/v1", "StorageClass"),
                        "",
                        name,
                        Deletion.BACKGROUND);
    }
}
