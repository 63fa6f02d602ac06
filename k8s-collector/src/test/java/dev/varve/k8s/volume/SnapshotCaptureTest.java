package dev.varve.k8s.volume;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.changed.MetadataSource;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.volume.CaptureState.Captured;
import dev.varve.k8s.volume.CaptureState.Failed;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The path of CSI snapshots on a real API server; driver, kubelet and mover are played. */
@ExtendWith(KubeServer.Extension.class)
@ResourceLock("Kubernetes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SnapshotCaptureTest {
    private VolumeLab lab;

    @BeforeAll
    void prepare(KubeServer server, @TempDir Path directory) throws Exception {
        lab = new VolumeLab(server, directory);
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
    void theWholePathReadsTheMomentOfTheCutAndLeavesNothingBehind() throws Exception {
        ClaimedVolume source = claim(VolumeMode.FILESYSTEM);
        List<JsonNode> before = lab.usersObjects();
        List<String> cuts = new ArrayList<>();
        String run = VolumeLab.run();
        VolumeTools tools = lab.tools(run);

        CaptureState end =
                new SnapshotCapture(tools)
                        .run(
                                plan(source, false),
                                cut -> {
                                    cuts.add(cut.taken().handle());
                                    lab.driver.storage.write(handle(source), "later");
                                });

        assertThat(end).isInstanceOf(Captured.class);
        assertThat(((Captured) end).result().image()).isEqualTo("data");
        assertThat(((Captured) end).taken().witnessed()).isTrue();
        assertThat(cuts).hasSize(1);
        assertNothingLeft(before);
    }

    @Test
    void aStandingSnapshotStaysAndItsDataWithIt() throws Exception {
        ClaimedVolume source = claim(VolumeMode.FILESYSTEM);

        CaptureState end = capture(plan(source, true), VolumeLab.PATIENCE);

        assertThat(end).isInstanceOf(Captured.class);
        String handle = ((Captured) end).taken().handle();
        assertThat(lab.driver.storage.snapshots()).containsExactly(handle);
        assertThat(lab.sweep().removed()).isEmpty();
        assertThat(lab.marked())
                .containsExactly("VolumeSnapshot/" + ((Captured) end).taken().snapshot());
        assertThat(lab.driver.storage.snapshot(handle)).isEqualTo("data");
    }

    @Test
    void aMoverOfADeviceMayAskWhatChangedSinceTheSnapshotsThatStand() throws Exception {
        publishService();
        ClaimedVolume source = claim(VolumeMode.BLOCK);
        List<ObjectNode> pods = new ArrayList<>();

        Captured first = capture(source, pods);
        Captured second = capture(source, pods);

        MetadataSource toldFirst = told(pods.getFirst());
        MetadataSource toldSecond = told(pods.getLast());
        assertThat(pods).hasSize(2);
        assertThat(toldFirst.standing()).isEmpty();
        assertThat(toldFirst.handle()).isEqualTo(first.taken().handle());
        assertThat(toldSecond.standing()).containsExactly(first.taken().handle());
        assertThat(toldSecond.handle()).isEqualTo(second.taken().handle());
        assertThat(toldSecond.namespace()).isEqualTo(lab.own);
        assertThat(toldSecond.snapshot()).startsWith("varve-staged-data-");
        assertThat(pods.getLast().at("/spec/serviceAccountName").asText()).isEqualTo("mover");
    }

    private void publishService() throws Exception {
        ObjectNode service = lab.served.blank(Served.METADATA_SERVICE, "", PlayedCsiDriver.NAME);
        service.putObject("spec")
                .put("address", "played:6443")
                .put("audience", "played")
                .put("caCert", "cGxheWVk");
        ObjectNode account = lab.served.blank(Served.SERVICE_ACCOUNT, lab.own, "mover");
        ObjectNode _ =
                lab.cluster.create(
                        lab.served.require(Served.METADATA_SERVICE), "", service, Write.REAL);
        ObjectNode _ =
                lab.cluster.create(
                        lab.served.require(Served.SERVICE_ACCOUNT), lab.own, account, Write.REAL);
    }

    /** Keeps the Pods that were made for it. */
    private Captured capture(ClaimedVolume source, List<ObjectNode> pods) throws Exception {
        Cluster watched =
                (Cluster)
                        Proxy.newProxyInstance(
                                Cluster.class.getClassLoader(),
                                new Class<?>[] {Cluster.class},
                                (proxy, method, arguments) -> {
                                    if (method.getName().equals("create")
                                            && arguments[2] instanceof ObjectNode made
                                            && made.path("kind").asText().equals("Pod")) {
                                        pods.add(made.deepCopy());
                                    }
                                    return method.invoke(lab.cluster, arguments);
                                });
        VolumeTools tools = lab.tools(VolumeLab.run(), watched, VolumeLab.PATIENCE);
        CaptureState end =
                new SnapshotCapture(tools.withMovers(tools.movers().withServiceAccount("mover")))
                        .run(plan(source, true), cut -> {});
        assertThat(end).isInstanceOf(Captured.class);
        return (Captured) end;
    }

    private static MetadataSource told(ObjectNode pod) {
        String begin = "--snapshot=";
        for (JsonNode each : pod.at("/spec/containers/0/args")) {
            if (each.asText().startsWith(begin)) {
                return MetadataSource.parse(each.asText().substring(begin.length()));
            }
        }
        throw new AssertionError("told nothing: " + pod);
    }

    @Test
    void anErrorOfTheDriverFailsAtOnce() throws Exception {
        ClaimedVolume source = claim(VolumeMode.FILESYSTEM);
        List<JsonNode> before = lab.usersObjects();
        lab.driver.behave(PlayedCsiDriver.Mode.ERROR);

        CaptureState end = capture(plan(source, false), VolumeLab.PATIENCE);

        assertThat(((Failed) end).reason()).contains("the array has no space");
        assertNothingLeft(before);
    }

    @Test
    void aSnapshotThatNeverGetsReadyEndsAtItsLimit() throws Exception {
        ClaimedVolume source = claim(VolumeMode.FILESYSTEM);
        List<JsonNode> before = lab.usersObjects();
        lab.driver.behave(PlayedCsiDriver.Mode.NEVER_READY);

        CaptureState end = capture(plan(source, false), impatient());

        assertThat(((Failed) end).reason()).contains("waited 1 s").contains("to be ready");
        assertNothingLeft(before);
    }

    @Test
    void aContentOfAnotherSnapshotIsRefused() throws Exception {
        ClaimedVolume source = claim(VolumeMode.FILESYSTEM);
        lab.driver.behave(PlayedCsiDriver.Mode.STRANGER);

        CaptureState end = capture(plan(source, false), VolumeLab.PATIENCE);

        assertThat(((Failed) end).reason()).contains("belongs to snapshot").contains("another");
        assertThat(lab.marked()).isEmpty();
    }

    @Test
    void aMoverThatFailsIsToldWithItsWords() throws Exception {
        ClaimedVolume source = claim(VolumeMode.BLOCK);
        List<JsonNode> before = lab.usersObjects();
        lab.driver.behave(PlayedCsiDriver.Movers.FAIL);

        CaptureState end = capture(plan(source, false), VolumeLab.PATIENCE);

        assertThat(((Failed) end).reason())
                .contains("exit code 3")
                .contains("the repository does not answer");
        assertNothingLeft(before);
    }

    @Test
    void aMoverThatStallsOrNeverStartsEndsAtItsLimit() throws Exception {
        ClaimedVolume source = claim(VolumeMode.FILESYSTEM);
        lab.driver.behave(PlayedCsiDriver.Movers.HANG);
        CaptureState stalled = capture(plan(source, false), impatient());
        lab.driver.behave(PlayedCsiDriver.Movers.NEVER_START);
        CaptureState waiting = capture(plan(source, false), impatient());

        assertThat(((Failed) stalled).reason()).contains("says nothing any more");
        assertThat(((Failed) waiting).reason()).contains("does not start");
        assertThat(lab.marked()).isEmpty();
    }

    @Test
    void aCancelEndsTheWaitAndTakesEverythingBack() throws Exception {
        ClaimedVolume source = claim(VolumeMode.FILESYSTEM);
        List<JsonNode> before = lab.usersObjects();
        VolumeTools tools = lab.tools(VolumeLab.run());

        CaptureState end =
                new SnapshotCapture(tools).run(plan(source, false), cut -> lab.cancelled.set(true));

        assertThat(((Failed) end).reason()).contains("cancelled");
        assertNothingLeft(before);
    }

    static Patience impatient() {
        Patience usual = VolumeLab.PATIENCE;
        return new Patience(
                usual.cut(),
                Duration.ofSeconds(1),
                usual.bind(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                usual.move(),
                usual.gone());
    }

    private CaptureState capture(SnapshotPlan plan, Patience patience) throws Exception {
        VolumeTools tools = lab.tools(VolumeLab.run(), lab.cluster, patience);
        return new SnapshotCapture(tools).run(plan, cut -> {});
    }

    private ClaimedVolume claim(VolumeMode mode) throws Exception {
        return lab.claim("data", PlayedCsiDriver.AT_ONCE, mode, "data");
    }

    private SnapshotPlan plan(ClaimedVolume source, boolean standing) throws Exception {
        return new SnapshotPlanner(lab.cluster, lab.served)
                .plan(source, StorageProfile.DEFAULT, standing, List.of("--chain=shop"));
    }

    private static String handle(ClaimedVolume source) {
        return source.volume().at("/spec/csi/volumeHandle").asText();
    }

    private void assertNothingLeft(List<JsonNode> before) throws Exception {
        assertThat(lab.marked()).isEmpty();
        assertThat(lab.driver.storage.snapshots()).isEmpty();
        assertThat(lab.usersObjects()).isEqualTo(before);
    }
}
