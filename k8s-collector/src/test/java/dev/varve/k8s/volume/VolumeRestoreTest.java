package dev.varve.k8s.volume;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.volume.RestoreState.Failed;
import dev.varve.k8s.volume.RestoreState.Restored;
import java.nio.file.Path;
import java.time.Duration;
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

/** Restores through a twin on a real API server; provisioner, kubelet and mover are played. */
@ExtendWith(KubeServer.Extension.class)
@ResourceLock("Kubernetes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VolumeRestoreTest {
    private static final int MOMENTS_MAX = 100;

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
    void theUsersClaimIsBoundToTheWrittenVolumeAndNothingElseIsLeft() throws Exception {
        RestoreState end = restore(PlayedCsiDriver.AT_ONCE, VolumeMode.FILESYSTEM);

        assertThat(end).isInstanceOf(Restored.class);
        assertRestored();
        ClaimedVolume claimed = ClaimedVolume.read(lab.cluster, lab.served, lab.user, "data");
        assertThat(claimed.claim().at("/metadata/labels").toString())
                .isEqualTo("{\"app\":\"shop\"}");
        assertThat(claimed.volume().at("/metadata/annotations").has("varve.dev/twin")).isFalse();
    }

    @Test
    void aClassThatWaitsForItsFirstConsumerGetsTheMover() throws Exception {
        assertThat(restore(PlayedCsiDriver.WAITS, VolumeMode.BLOCK)).isInstanceOf(Restored.class);
        assertRestored();
    }

    @Test
    void aVolumeWhoseDataIsNotWholeNeverBinds() throws Exception {
        lab.driver.behave(PlayedCsiDriver.Movers.FAIL);
        RestoreState failed = restore(PlayedCsiDriver.AT_ONCE, VolumeMode.FILESYSTEM);
        lab.driver.behave(PlayedCsiDriver.Movers.NOT_WHOLE);
        RestoreState half = restore(PlayedCsiDriver.AT_ONCE, VolumeMode.FILESYSTEM);

        assertThat(((Failed) failed).reason()).contains("the repository does not answer");
        assertThat(((Failed) half).reason()).contains("not whole");
        assertThat(lab.phase(lab.user, "data")).isEqualTo("absent");
        assertNoVolumes();
    }

    @Test
    void aClaimOfTheUserThatIsThereIsNotTouched() throws Exception {
        ClaimedVolume there =
                lab.claim("data", PlayedCsiDriver.AT_ONCE, VolumeMode.FILESYSTEM, "mine");

        RestoreState end = restore(PlayedCsiDriver.AT_ONCE, VolumeMode.FILESYSTEM);

        assertThat(((Failed) end).reason()).contains("is there already");
        assertThat(lab.data(lab.user, "data")).isEqualTo("mine");
        assertThat(lab.marked()).isEmpty();
        assertThat(there.volumeName())
                .isEqualTo(
                        ClaimedVolume.read(lab.cluster, lab.served, lab.user, "data").volumeName());
    }

    @Test
    void aRestartAfterEveryMomentEndsWithTheWholeData() throws Exception {
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
            RestoreState end =
                    new VolumeRestore(tools)
                            .run(
                                    plan(PlayedCsiDriver.AT_ONCE),
                                    VolumeRestore.BeforeHandOver.NOTHING);
            tools.acts().journal().close();
            assertThat(end).describedAs("moment %d", moment).isInstanceOf(Restored.class);
            assertRestored();
            lab.reset();
        }
        assertThat(moment).isBetween(12, MOMENTS_MAX - 1);
    }

    @Test
    void aSweepAfterEveryMomentLeavesTheClaimBoundToWholeDataOrNotAtAll() throws Exception {
        int moment = 0;
        int bound = 0;
        for (; moment < MOMENTS_MAX; moment++) {
            if (!Moments.isTried(moment)) {
                continue;
            }
            if (!diesAt(moment, VolumeLab.run())) {
                break;
            }
            sweepUntilClean();
            if (lab.phase(lab.user, "data").equals("absent")) {
                assertNoVolumes();
            } else {
                bound++;
                assertRestored();
            }
            lab.reset();
        }
        assertThat(moment).isBetween(12, MOMENTS_MAX - 1);
        assertThat(bound).isPositive();
    }

    private void sweepUntilClean() {
        Awaitility.await("a sweep that finds nothing")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    lab.sweep();
                    String phase = lab.phase(lab.user, "data");
                    assertThat(phase).isIn("absent", "Pending", "Bound");
                    if (phase.equals("Bound")) {
                        assertThat(lab.data(lab.user, "data")).isEqualTo(PlayedMovers.RESTORED);
                    }
                    return lab.marked().isEmpty();
                });
    }

    private boolean diesAt(int moment, String run) throws Exception {
        DyingCluster dying = new DyingCluster(lab.cluster, moment);
        VolumeTools tools = lab.tools(run, dying.proxy(), VolumeLab.PATIENCE);
        try {
            RestoreState _ =
                    new VolumeRestore(tools)
                            .run(
                                    plan(PlayedCsiDriver.AT_ONCE),
                                    VolumeRestore.BeforeHandOver.NOTHING);
        } catch (DyingCluster.Killed e) {
            // As kill -9 would: only the journal's file and the cluster know what was done.
        }
        tools.acts().journal().close();
        return dying.isDead();
    }

    private RestoreState restore(String storageClass, VolumeMode mode) throws Exception {
        VolumeRestorePlan plan = plan(storageClass, mode);
        return new VolumeRestore(lab.tools(VolumeLab.run()))
                .run(plan, VolumeRestore.BeforeHandOver.NOTHING);
    }

    private VolumeRestorePlan plan(String storageClass) {
        return plan(storageClass, VolumeMode.FILESYSTEM);
    }

    private VolumeRestorePlan plan(String storageClass, VolumeMode mode) {
        ObjectNode captured =
                Objects.parse(
                        String.format(
                                """
                                {apiVersion: 'v1', kind: 'PersistentVolumeClaim',
                                 metadata: {namespace: 'elsewhere', name: 'data', uid: 'old',
                                  labels: {app: 'shop'},
                                  annotations: {'pv.kubernetes.io/bind-completed': 'yes'}},
                                 spec: {accessModes: ['ReadWriteOnce'], storageClassName: 'gone',
                                  volumeMode: '%s', volumeName: 'pv-old',
                                  resources: {requests: {storage: '1Gi'}}}, status: {phase: 'Bound'}}
                                """,
                                mode.word()));
        return new VolumeRestorePlan(
                VolumeRestorePlan.claim(captured, lab.user, "data", storageClass, 1L << 31),
                MissingNode.getInstance(),
                List.of());
    }

    private void assertRestored() throws Exception {
        assertThat(lab.phase(lab.user, "data")).isEqualTo("Bound");
        assertThat(lab.data(lab.user, "data")).isEqualTo(PlayedMovers.RESTORED);
        assertThat(lab.marked()).isEmpty();
        assertThat(lab.driver.storage.volumes()).hasSize(1);
        ClaimedVolume claimed = ClaimedVolume.read(lab.cluster, lab.served, lab.user, "data");
        assertThat(claimed.volume().at("/spec/persistentVolumeReclaimPolicy").asText())
                .isEqualTo("Delete");
    }

    private void assertNoVolumes() throws Exception {
        Awaitility.await("no volume on the storage")
                .atMost(Duration.ofSeconds(20))
                .until(() -> lab.driver.storage.volumes().isEmpty());
        assertThat(lab.marked()).isEmpty();
    }
}
