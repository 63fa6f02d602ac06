package dev.varve.k8s.volume;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.volume.CaptureState.Captured;
import dev.varve.k8s.volume.CaptureState.Failed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A capture killed before and after each of its writes: a restart goes on to the end or fails
 * clearly; without a restart a sweep leaves nothing behind.
 */
@ExtendWith(KubeServer.Extension.class)
@ResourceLock("Kubernetes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledCaptureTest {
    private static final int MOMENTS_MAX = 100;

    private VolumeLab lab;
    private SnapshotPlan plan;
    private List<JsonNode> before;

    @BeforeAll
    void prepare(KubeServer server, @TempDir Path directory) throws Exception {
        lab = new VolumeLab(server, directory);
        ClaimedVolume source =
                lab.claim("data", PlayedCsiDriver.AT_ONCE, VolumeMode.FILESYSTEM, "data");
        plan =
                new SnapshotPlanner(lab.cluster, lab.served)
                        .plan(source, StorageProfile.DEFAULT, false, List.of());
        before = lab.usersObjects();
    }

    @AfterAll
    void cleanUp() throws Exception {
        lab.close();
    }

    @Test
    void aRestartGoesOnToTheEndFromEveryMoment() throws Exception {
        int moment = 0;
        int tried = 0;
        int captured = 0;
        for (; moment < MOMENTS_MAX; moment++) {
            if (!Moments.isTried(moment)) {
                continue;
            }
            String run = VolumeLab.run();
            if (!diesAt(moment, run)) {
                break;
            }
            tried++;
            VolumeTools tools = lab.tools(run);
            CaptureState end = new SnapshotCapture(tools).run(plan, cut -> {});
            tools.acts().journal().close();
            assertThat(end)
                    .describedAs("moment %d", moment)
                    .isInstanceOfAny(Captured.class, Failed.class);
            if (end instanceof Captured whole) {
                captured++;
                assertThat(whole.result().image()).isEqualTo("data");
            }
            assertNothingLeft(moment);
        }
        assertThat(moment).isBetween(20, MOMENTS_MAX - 1);
        assertThat(captured).isEqualTo(tried);
    }

    @Test
    void aSweepTakesWhatADeadRunLeftAtEveryMoment() throws Exception {
        int moment = 0;
        for (; moment < MOMENTS_MAX; moment++) {
            if (!Moments.isTried(moment)) {
                continue;
            }
            if (!diesAt(moment, VolumeLab.run())) {
                break;
            }
            assertThat(lab.sweep().kept()).describedAs("moment %d", moment).isEmpty();
            assertNothingLeft(moment);
        }
        assertThat(moment).isBetween(20, MOMENTS_MAX - 1);
    }

    /** Whether the capture came to that moment. */
    private boolean diesAt(int moment, String run) throws Exception {
        DyingCluster dying = new DyingCluster(lab.cluster, moment);
        VolumeTools tools = lab.tools(run, dying.proxy(), VolumeLab.PATIENCE);
        try {
            CaptureState _ = new SnapshotCapture(tools).run(plan, cut -> {});
        } catch (DyingCluster.Killed e) {
            // As kill -9 would: only the journal's file and the cluster know what was done.
        }
        tools.acts().journal().close();
        return dying.isDead();
    }

    private void assertNothingLeft(int moment) throws Exception {
        assertThat(lab.marked()).describedAs("moment %d", moment).isEmpty();
        Awaitility.await("the end of the storage's snapshots, moment " + moment)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> lab.driver.storage.snapshots().isEmpty());
        assertThat(lab.usersObjects()).describedAs("moment %d", moment).isEqualTo(before);
    }
}
