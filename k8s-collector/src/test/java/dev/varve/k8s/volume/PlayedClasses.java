package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.model.GroupKind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** The classes of the played driver. They stay: other tests use them too. */
final class PlayedClasses {
    private static final List<GroupKind> KINDS =
            List.of(
                    Served.SNAPSHOT,
                    Served.CONTENT,
                    Served.GROUP,
                    Served.SNAPSHOT_CLASS,
                    Served.GROUP_CLASS,
                    Served.METADATA_SERVICE);

    private PlayedClasses() {}

    /** Waits until the snapshot kinds are served, and makes the classes. */
    static void install(Cluster cluster) throws IOException, InterruptedException {
        Served served =
                Awaitility.await("snapshot kinds")
                        .atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofMillis(200))
                        .until(
                                () -> new Served(cluster.discover()),
                                now -> KINDS.stream().allMatch(kind -> now.find(kind).isPresent()));
        createOnce(
                cluster,
                served,
                Served.STORAGE_CLASS,
                storageClass(PlayedCsiDriver.AT_ONCE, "Immediate"));
        createOnce(
                cluster,
                served,
                Served.STORAGE_CLASS,
                storageClass(PlayedCsiDriver.WAITS, "WaitForFirstConsumer"));
        for (GroupKind kind : List.of(Served.SNAPSHOT_CLASS, Served.GROUP_CLASS)) {
            ObjectNode snapshots = served.blank(kind, "", "played");
            snapshots.put("driver", PlayedCsiDriver.NAME).put("deletionPolicy", "Delete");
            createOnce(cluster, served, kind, snapshots);
        }
    }

    private static ObjectNode storageClass(String name, String binding) {
        return Objects.parse(
                String.format(
                        "{apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: {name:"
                                + " '%s'}, provisioner: '%s', volumeBindingMode: '%s'}",
                        name, PlayedCsiDriver.NAME, binding));
    }

    private static void createOnce(
            Cluster cluster, Served served, GroupKind kind, ObjectNode object)
            throws IOException, InterruptedException {
        try {
            ObjectNode _ = cluster.create(served.require(kind), "", object, Write.REAL);
        } catch (ClusterException e) {
            if (!e.isAlreadyExists()) {
                throw e;
            }
        }
    }
}
