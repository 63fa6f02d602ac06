package dev.varve.k8s.volume;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.volume.CaptureState.Captured;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The other paths on a real API server: mounts, groups, instant restores, undo, strangers. */
@ExtendWith(KubeServer.Extension.class)
@ResourceLock("Kubernetes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VolumePathsLabTest {
    private VolumeLab lab;

    @BeforeAll
    void prepare(KubeServer server, @TempDir Path directory) throws Exception {
        lab = new VolumeLab(server, directory);
        lab.createCredentials();
    }

    @AfterEach
    void reset() throws Exception {
        lab.reset();
    }

    @AfterAll
    void cleanUp() throws Exception {
        lab.close();
    }

    @Test
    void aLiveMountReadsTheClaimBesideItAndTakesTheCredentialsAway() throws Exception {
        ClaimedVolume source = claim("data");
        List<JsonNode> before = lab.usersObjects();

        MountState end =
                new MountCapture(lab.tools(VolumeLab.run()))
                        .run(mount(source, MountPlan.How.LIVE_MOUNT));

        assertThat(end).isInstanceOf(MountState.Captured.class);
        assertThat(((MountState.Captured) end).result().image()).isEqualTo("data");
        lab.awaitUnmarked();
        assertThat(lab.usersObjects()).isEqualTo(before);
    }

    @Test
    void aWorkloadIsStoppedForItsVolumeAndStartedByWhoeverComesAfter() throws Exception {
        ClaimedVolume source = claim("data");
        ObjectKey workload = workload();
        VolumeTools tools = lab.tools(VolumeLab.run());

        new Workloads(tools).stop(workload);
        assertThat(replicas(workload)).isZero();
        MountState end = new MountCapture(tools).run(mount(source, MountPlan.How.STOPPED_MOUNT));
        assertThat(end).isInstanceOf(MountState.Captured.class);
        lab.sweep();

        assertThat(replicas(workload)).isEqualTo(2);
        lab.awaitUnmarked();
    }

    @Test
    void aGroupIsCutInOneMomentAndGoesWhenItsMembersAreThrough() throws Exception {
        List<SnapshotPlan> members = new ArrayList<>();
        SnapshotPlanner planner = new SnapshotPlanner(lab.cluster, lab.served);
        for (String name : List.of("data", "log")) {
            members.add(planner.plan(claim(name), StorageProfile.DEFAULT, false, List.of()));
        }
        ObjectNode _ =
                lab.claim("other", PlayedCsiDriver.AT_ONCE, VolumeMode.FILESYSTEM, "x").claim();
        List<JsonNode> before = lab.usersObjects();
        VolumeTools tools = lab.tools(VolumeLab.run());
        GroupPlan plan = new GroupPlan(lab.user, "shop", "played", members);
        GroupCapture group = new GroupCapture(tools);

        List<CaptureState> cuts = group.cut(plan);
        assertThat(lab.driver.storage.snapshots()).hasSize(2);
        List<String> read = new ArrayList<>();
        for (CaptureState cut : cuts) {
            CaptureState end = new SnapshotCapture(tools).finish(cut);
            read.add(((Captured) end).result().image());
        }
        assertThat(group.end(plan).kept()).isEmpty();

        assertThat(read).containsExactly("data", "log");
        lab.awaitUnmarked();
        Awaitility.await().until(() -> lab.driver.storage.snapshots().isEmpty());
        assertThat(lab.usersObjects()).isEqualTo(before);
    }

    @Test
    void aRestoreFromAStandingSnapshotNeedsNoMoverAndCanBeUndone() throws Exception {
        ClaimedVolume source = claim("data");
        Captured standing = standing(source);
        lab.driver.storage.write(handle(source), "spoilt");
        VolumeTools tools = lab.tools(VolumeLab.run());
        KeptVolumes kept = new KeptVolumes(tools);

        String old = kept.setAside(source.key()).orElseThrow();
        InstantState end =
                new InstantRestore(tools)
                        .run(instant(source, lab.user, standing, standing.taken().snapshot()));

        assertThat(end).isEqualTo(new InstantState.Provisioned("played", false));
        assertThat(lab.data(lab.user, "data")).isEqualTo("data");
        kept.settle();
        assertThat(lab.sweep().removed()).isEmpty();
        kept.putBack(old);
        assertThat(lab.data(lab.user, "data")).isEqualTo("spoilt");
        assertThat(
                        ClaimedVolume.read(lab.cluster, lab.served, lab.user, "data")
                                .volume()
                                .toString())
                .contains("\"persistentVolumeReclaimPolicy\":\"Delete\"")
                .doesNotContain("varve.dev");
    }

    @Test
    void aHandleIsEnoughForAnotherNamespaceAndItsOwnerKeepsTheSnapshot() throws Exception {
        ClaimedVolume source = claim("data");
        Captured standing = standing(source);

        InstantState end =
                new InstantRestore(lab.tools(VolumeLab.run()))
                        .run(instant(source, lab.own, standing, ""));

        assertThat(end).isEqualTo(new InstantState.Provisioned("played", false));
        assertThat(lab.data(lab.own, "data")).isEqualTo("data");
        assertThat(lab.driver.storage.snapshots()).containsExactly(standing.taken().handle());
        assertThat(lab.marked()).containsExactly("VolumeSnapshot/" + standing.taken().snapshot());
    }

    @Test
    void aSweepKeepsTheDataOfAContentThatIsNotOurs() throws Exception {
        ClaimedVolume source = claim("data");
        List<CaptureState> cut = new ArrayList<>();
        VolumeTools tools = lab.tools(VolumeLab.run());
        cut.add(
                new SnapshotCapture(tools)
                        .cut(
                                new SnapshotPlanner(lab.cluster, lab.served)
                                        .plan(source, StorageProfile.DEFAULT, false, List.of()),
                                each -> {}));
        String handle = ((CaptureState.Cut) cut.getFirst()).taken().handle();
        ObjectNode strange = lab.served.blank(Served.CONTENT, "", lab.user + "-strange");
        strange.putObject("spec")
                .put("deletionPolicy", "Delete")
                .putObject("source")
                .put("snapshotHandle", handle);
        ObjectNode made =
                lab.cluster.create(lab.served.require(Served.CONTENT), "", strange, Write.REAL);

        assertThat(lab.sweep().kept()).isEmpty();

        assertThat(lab.marked()).isEmpty();
        assertThat(lab.driver.storage.snapshots()).containsExactly(handle);
        assertThat(lab.cluster.get(lab.served.require(Served.CONTENT), "", lab.user + "-strange"))
                .hasValue(made);
        lab.driver.storage.deleteSnapshot(handle);
    }

    private Captured standing(ClaimedVolume source) throws Exception {
        SnapshotPlan plan =
                new SnapshotPlanner(lab.cluster, lab.served)
                        .plan(source, StorageProfile.DEFAULT, true, List.of());
        CaptureState end = new SnapshotCapture(lab.tools(VolumeLab.run())).run(plan, cut -> {});
        return (Captured) end;
    }

    private static InstantPlan instant(
            ClaimedVolume source, String namespace, Captured standing, String snapshot) {
        return new InstantPlan(
                VolumeRestorePlan.claim(source.claim(), namespace, "data", "", 1L << 31),
                PlayedCsiDriver.NAME,
                "played",
                standing.taken().handle(),
                snapshot,
                VolumeMode.FILESYSTEM,
                "played");
    }

    private MountPlan mount(ClaimedVolume source, MountPlan.How how) {
        return new MountPlan(
                lab.user,
                source.key().name(),
                source.mode(),
                how,
                "",
                "",
                "",
                "",
                MissingNode.getInstance(),
                List.of());
    }

    private ClaimedVolume claim(String name) throws Exception {
        return lab.claim(name, PlayedCsiDriver.AT_ONCE, VolumeMode.FILESYSTEM, name);
    }

    private ObjectKey workload() throws Exception {
        ObjectNode _ =
                lab.objects.create(
                        String.format(
                                """
                                {apiVersion: 'apps/v1', kind: 'Deployment',
                                 metadata: {namespace: '%s', name: 'shop'},
                                 spec: {replicas: 2, selector: {matchLabels: {app: 'shop'}},
                                  template: {metadata: {labels: {app: 'shop'}},
                                   spec: {containers: [{name: 'shop', image: 'shop'}],
                                    volumes: [{name: 'data', persistentVolumeClaim: {claimName: 'data'}}]}}}}
                                """,
                                lab.user));
        return new ObjectKey(Served.DEPLOYMENT, lab.user, "shop");
    }

    private int replicas(ObjectKey workload) throws Exception {
        return lab.cluster
                .get(lab.served.require(workload.kind()), workload.namespace(), workload.name())
                .orElseThrow()
                .at("/spec/replicas")
                .asInt();
    }

    private static String handle(ClaimedVolume source) {
        return source.volume().at("/spec/csi/volumeHandle").asText();
    }
}
