package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.point.PointDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The data of claims on a full cluster, by the commands: a driver, kubelets, this project's image.
 * Skipped unless one is named: {@link FullCluster}.
 */
@ExtendWith(KubeServer.Extension.class)
@ResourceLock("Kubernetes")
class KubernetesVolumesIT {
    private static final String MOVER = "varve-mover";

    @TempDir Path work = Path.of("");

    /** Set before each test. */
    @SuppressWarnings("NullAway.Init")
    private KubeServer server;

    @SuppressWarnings("NullAway.Init")
    private Cluster cluster;

    @SuppressWarnings("NullAway.Init")
    private Objects objects;

    @SuppressWarnings("NullAway.Init")
    private ClaimedApplication application;

    private String movers = "";
    private Optional<LocalVolume> local = Optional.empty();

    @BeforeEach
    void open(KubeServer started) throws Exception {
        FullCluster.assume();
        server = started;
        cluster = server.admin();
        objects = new Objects(cluster);
        application = new ClaimedApplication(cluster, objects);
        movers = objects.createNamespace("movers");
        FullCluster.makeProfile(objects, movers, "varve-repository");
    }

    @AfterEach
    void deleteAll() throws Exception {
        if (application != null) {
            application.drop();
            if (local.isPresent()) {
                local.get().delete();
            }
            objects.dropNamespace(movers);
            cluster.close();
        }
    }

    @Test
    void filesOfADeletedClaimComeBack() throws Exception {
        application.openFiles();
        String before = application.fill("/data/file");

        String point = backUp();
        application.deleteAll();
        Scripted.Outcome _ = restore(point);

        assertThat(application.sum("/data/file")).isEqualTo(before);
    }

    @Test
    void aDeviceOfADeletedClaimComesBack() throws Exception {
        application.openDevice();
        String before = application.fill("/dev/data");

        String point = backUp();
        application.deleteAll();
        Scripted.Outcome _ = restore(point);

        assertThat(application.sum("/dev/data")).isEqualTo(before);
    }

    @Test
    void aDeviceIsReadOnlyWhereItsDriverSaysItChangedAndComesBackWhole() throws Exception {
        assumeTrue(hasMetadataService(), "no driver of this cluster tells what changed");
        mayAskWhatChanged();
        String[] asking = {"--keep-snapshots", "1", "--mover-service-account", MOVER};
        application.openDevice();
        String _ = application.fill("/dev/data");
        String _ = backUp(asking);
        String _ =
                application.exec(
                        "dd if=/dev/urandom of=/dev/data bs=4096 seek=10000 count=1 conv=notrunc,fsync");
        String before = application.sum("/dev/data");

        String point = backUp(asking);

        PointDescription.Volume volume = volumeOfLastPoint();
        assertThat(volume.path()).contains("may have changed since snapshot");
        assertThat(volume.sizeBytes()).isEqualTo(64 << 10); // one block of the image
        application.deleteAll();
        Scripted.Outcome _ = restore(point);
        assertThat(application.sum("/dev/data")).isEqualTo(before);
    }

    private PointDescription.Volume volumeOfLastPoint() throws Exception {
        return lastPoint().volumes().getFirst();
    }

    private PointDescription lastPoint() throws Exception {
        Path profile = Path.of(FullCluster.PROFILE);
        try (VaultAtHand vault = new VaultAtHand(cluster, profile, work.resolve("journals"))) {
            return vault.points(application.namespace()).getLast().description();
        }
    }

    @Test
    void aClaimIsRestoredFromTheSnapshotThatStands() throws Exception {
        application.openFiles();
        String before = application.fill("/data/file");
        String point = backUp("--keep-snapshots", "1");
        application.deleteClaim();

        Scripted.Outcome restored = restore(point, "--from", "snapshot");

        assertThat(restored.out()).contains("from the snapshot that stands");
        assertThat(application.sum("/data/file")).isEqualTo(before);
    }

    @Test
    void aClaimInUseIsReplacedInPlaceAndItsOldVolumeIsKept() throws Exception {
        application.openFiles();
        String before = application.fill("/data/file");
        String point = backUp();
        String _ = application.exec("echo spoiled >/data/file");
        String old = application.volume();

        Scripted.Outcome _ = restore(point, "--in-place", "--cluster-objects", "none");

        assertThat(application.sum("/data/file")).isEqualTo(before);
        assertThat(application.volume()).isNotEqualTo(old);
        JsonNode kept =
                cluster.get(objects.resource("v1", "PersistentVolume"), "", old).orElseThrow();
        assertThat(kept.at("/spec/persistentVolumeReclaimPolicy").asText()).isEqualTo("Retain");
    }

    @Test
    void filesAreReadOnTheirNodeWhereAPodHasThem() throws Exception {
        application.openFiles();
        String before = application.fill("/data/file");

        String point = backUpBy("node_path", "--kubelet-directory", FullCluster.KUBELET);
        application.deleteAll();
        Scripted.Outcome _ = restore(point);

        assertThat(application.sum("/data/file")).isEqualTo(before);
    }

    @Test
    void aWorkloadIsStoppedWhileItsVolumeIsReadAndRunsAgain() throws Exception {
        application.openFiles();
        String before = application.fill("/data/file");

        String point = backUpBy("stopped_mount");

        assertThat(volumeOfLastPoint().consistency()).isEqualTo("stopped");
        assertThat(application.sum("/data/file")).isEqualTo(before);
        application.deleteAll();
        Scripted.Outcome _ = restore(point);
        assertThat(application.sum("/data/file")).isEqualTo(before);
    }

    @Test
    void aHookOfAPodActsBeforeItsVolumeIsCut() throws Exception {
        application.openFiles();
        application.annotatePod("hooks.varve.dev/before", "echo asked >/data/mark && sync");

        String point = backUp();

        assertThat(lastPoint().hooks())
                .singleElement()
                .satisfies(hook -> assertThat(hook.outcome()).isEqualTo("succeeded"));
        String _ = application.exec("rm /data/mark");
        application.deleteAll();
        Scripted.Outcome _ = restore(point);
        assertThat(application.exec("cat /data/mark")).isEqualTo("asked\n");
    }

    @Test
    void filesOfALocalVolumeComeBackOnAVolumeOfADriver() throws Exception {
        String localClass = makeLocalVolume();
        application.openFiles(localClass);
        String before = application.fill("/data/file");

        String point = backUpBy("node_path", "--kubelet-directory", FullCluster.KUBELET);
        String _ = application.exec("rm /data/file");
        application.deleteAll();
        Scripted.Outcome _ = restoreInto(point, localClass, FullCluster.STORAGE_CLASS);

        assertThat(application.sum("/data/file")).isEqualTo(before);
    }

    @Test
    void filesOfAVolumeOfADriverComeBackOnALocalVolume() throws Exception {
        String localClass = makeLocalVolume();
        application.openFiles();
        String before = application.fill("/data/file");

        String point = backUp();
        application.deleteAll();
        Scripted.Outcome _ = restoreInto(point, FullCluster.STORAGE_CLASS, localClass);

        assertThat(application.sum("/data/file")).isEqualTo(before);
        assertThat(application.volume()).isEqualTo(localClass);
        String _ = application.exec("rm /data/file");
    }

    /** Gives the name of its StorageClass, and of the volume. */
    private String makeLocalVolume() throws IOException, InterruptedException {
        FullCluster.assumeLocalVolume();
        String name = application.namespace();
        local = Optional.of(new LocalVolume(cluster, objects, name));
        return name;
    }

    private Scripted.Outcome restoreInto(String point, String oldClass, String newClass)
            throws Exception {
        String map = oldClass + "=" + newClass;
        return restore(point, "--cluster-objects", "none", "--map-storage-class", map);
    }

    private boolean hasMetadataService() throws IOException, InterruptedException {
        GroupKind kind = new GroupKind("cbt.storage.k8s.io", "SnapshotMetadataService");
        Optional<ApiResource> services = objects.discovery().preferred(kind);
        return services.isPresent()
                && !Served.list(cluster, ListQuery.all(services.get(), "")).isEmpty();
    }

    /** The rights that the manifests give to movers. */
    private void mayAskWhatChanged() throws IOException, InterruptedException {
        for (String each :
                List.of(
                        "{apiVersion: 'v1', kind: 'ServiceAccount', metadata: {namespace: '%1$s', name: '%2$s'}}",
                        """
                        {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: {namespace: '%1$s', name: '%2$s'},
                         rules: [{apiGroups: ['snapshot.storage.k8s.io'], resources: ['volumesnapshots'], verbs: ['get']}]}
                        """,
                        """
                        {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: {namespace: '%1$s', name: '%2$s'},
                         roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: '%2$s'},
                         subjects: [{kind: 'ServiceAccount', name: '%2$s', namespace: '%1$s'}]}
                        """)) {
            ObjectNode _ = objects.create(each.formatted(movers, MOVER));
        }
    }

    private String backUp(String... more) throws Exception {
        return backUpBy(FullCluster.WAY, more);
    }

    private String backUpBy(String way, String... more) throws Exception {
        String name = application.namespace();
        String[] what = {"--cluster", name, "-n", name, "--volumes", way};
        JsonNode backup = k8s("backup", what, more).lastLine();
        assertThat(backup.get("volumes").asInt()).as(backup.toString()).isEqualTo(1);
        return backup.get("point").asText();
    }

    private Scripted.Outcome restore(String point, String... more) throws Exception {
        return k8s(
                "restore", new String[] {point, "-n", application.namespace(), "--volumes"}, more);
    }

    /** Runs a command that must end well. */
    private Scripted.Outcome k8s(String verb, String[] what, String... more) throws Exception {
        String[] end = {
            "--mover-image",
            FullCluster.IMAGE,
            "--mover-namespace",
            movers,
            "--kubeconfig",
            server.kubeconfig().toString(),
            "--profile",
            FullCluster.PROFILE,
            "--json"
        };
        String[] all =
                Stream.of(new String[] {"k8s", verb}, what, more, end)
                        .flatMap(Stream::of)
                        .toArray(String[]::new);
        try (Scripted varve = new Scripted(work, FullCluster.LIMIT.toSeconds())) {
            Scripted.Outcome outcome = varve.run(all);
            assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
            return outcome;
        }
    }
}
