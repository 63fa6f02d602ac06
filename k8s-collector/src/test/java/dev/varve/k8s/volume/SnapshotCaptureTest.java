package dev.varve.k8s.volume;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.volume.CaptureState.Captured;
import dev.varve.k8s.volume.CaptureState.Failed;
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

/** The path of CSI snapshots on a real API server; driver, kubelet and mover are played. */
@ExtendWith(KubeServer.Extension.class)
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

        assertThat(((Failed) stalled).reason()).contains("moves no data");
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
