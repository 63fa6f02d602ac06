package dev.varve.k8s.volume;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.k8s.kube.KubeServer;
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
 * Two volumes that are read side by side, by a process that is killed before and after each of its
 * writes: what {@link KilledCaptureTest} shows of one holds of both, wherever the other one was.
 */
@ExtendWith(KubeServer.Extension.class)
@ResourceLock("Kubernetes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledReadsTest {
    private static final int MOMENTS_MAX = 200;

    private VolumeLab lab;
    private List<JsonNode> before = List.of();

    @BeforeAll
    void prepare(KubeServer server, @TempDir Path directory) throws Exception {
        lab = new VolumeLab(server, directory);
        for (String each : List.of("a", "b")) {
            ClaimedVolume _ =
                    lab.claim(each, PlayedCsiDriver.AT_ONCE, VolumeMode.FILESYSTEM, "of " + each);
        }
        before = lab.usersObjects();
    }

    @AfterAll
    void cleanUp() throws Exception {
        lab.close();
    }

    @Test
    void aRestartReadsBothToTheEndFromEveryMoment() throws Exception {
        int moment = 0;
        for (; moment < MOMENTS_MAX; moment++) {
            if (!Moments.isTried(moment)) {
                continue;
            }
            String run = VolumeLab.run();
            if (!diesAt(moment, run)) {
                break;
            }
            VolumeTools tools = lab.tools(run);
            List<VolumeOutcome> outcomes = capture(tools);
            tools.acts().journal().close();
            assertThat(outcomes)
                    .describedAs("moment %d", moment)
                    .extracting(each -> each.result().orElseThrow().image())
                    .containsExactly("of a", "of b");
            assertNothingLeft(moment);
        }
        assertThat(moment).isBetween(40, MOMENTS_MAX - 1);
    }

    @Test
    void aSweepTakesWhatBothLeftAtEveryMoment() throws Exception {
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
        assertThat(moment).isBetween(40, MOMENTS_MAX - 1);
    }

    private boolean diesAt(int moment, String run) throws Exception {
        DyingCluster dying = new DyingCluster(lab.cluster, moment);
        VolumeTools tools = lab.tools(run, dying.proxy(), VolumeLab.PATIENCE);
        try {
            List<VolumeOutcome> _ = capture(tools);
        } catch (DyingCluster.Killed e) {
            // As kill -9 would: only the journal's file and the cluster know what was done.
        }
        tools.acts().journal().close();
        return dying.isDead();
    }

    private List<VolumeOutcome> capture(VolumeTools tools) throws Exception {
        return new VolumeBackups(
                        tools.acts().cluster(),
                        tools,
                        _ -> StorageProfile.DEFAULT,
                        _ -> true,
                        claim -> "chain/" + claim.name(),
                        ReadingLimits.of(2))
                .capture(List.of(lab.user));
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
