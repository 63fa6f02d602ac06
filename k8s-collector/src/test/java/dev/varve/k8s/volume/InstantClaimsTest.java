package dev.varve.k8s.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Deletion;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.point.ClusterPoint;
import dev.varve.k8s.point.PointDescription;
import dev.varve.k8s.restore.FilledClaims;
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

/** From where the claims of a restore get their data; driver, kubelet and movers are played. */
@ExtendWith(KubeServer.Extension.class)
@ResourceLock("Kubernetes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InstantClaimsTest {
    private static final int MOMENTS_MAX = 100;
    private static final Duration SHORT = Duration.ofSeconds(2);

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
    void aClaimComesFromTheSnapshotThatStandsWithoutAMover() throws Exception {
        StandingSnapshot standing = backedUpAndLost();
        lab.driver.behave(PlayedCsiDriver.Movers.FAIL);

        String how = make(KeptPoint.of(standing, "data"), lab.user, RestoreFrom.AUTOMATIC);

        assertThat(how).isEqualTo("from the snapshot that stands: " + standing.words());
        assertThat(lab.data(lab.user, "data")).isEqualTo("as it was");
        assertThat(lab.marked()).containsExactly("VolumeSnapshot/" + standing.name());
        assertThat(lab.driver.storage.snapshots()).containsExactly(standing.handle());
    }

    @Test
    void itComesIntoAnotherNamespaceToo() throws Exception {
        StandingSnapshot standing = backedUpAndLost();
        lab.driver.behave(PlayedCsiDriver.Movers.FAIL);

        String how = make(KeptPoint.of(standing, "data"), lab.own, RestoreFrom.SNAPSHOT);

        assertThat(how).contains(standing.words());
        assertThat(lab.data(lab.own, "data")).isEqualTo("as it was");
        assertThat(lab.marked()).containsExactly("VolumeSnapshot/" + standing.name());
        assertThat(lab.driver.storage.snapshots()).containsExactly(standing.handle());
    }

    @Test
    void aSnapshotOfThatNameThatThePointWasNotReadFromIsNotTaken() throws Exception {
        StandingSnapshot standing = backedUpAndLost();
        StandingSnapshot other =
                new StandingSnapshot(
                        standing.namespace(),
                        standing.name(),
                        standing.driver(),
                        "snap-of-another-day",
                        standing.mode());

        String how = make(KeptPoint.of(other, "data"), lab.user, RestoreFrom.AUTOMATIC);

        assertThat(how)
                .contains("from the repository", "is not the one that the point was read from");
        assertThat(lab.data(lab.user, "data")).isEqualTo(PlayedMovers.RESTORED);
    }

    @Test
    void aSnapshotThatIsGoneIsMadeUpForByTheRepositoryOrMissedWhenItWasAskedFor() throws Exception {
        StandingSnapshot standing = backedUpAndLost();
        ClusterPoint point = KeptPoint.of(standing, "data");
        boolean _ =
                lab.cluster.delete(
                        lab.served.require(Served.SNAPSHOT),
                        lab.user,
                        standing.name(),
                        Deletion.BACKGROUND);
        Awaitility.await("its end").until(() -> lab.driver.storage.snapshots().isEmpty());

        assertThatThrownBy(() -> make(point, lab.user, RestoreFrom.SNAPSHOT))
                .hasMessageContaining("does not stand any more");
        assertThat(lab.phase(lab.user, "data")).isEqualTo("absent");
        assertThat(make(point, lab.user, RestoreFrom.AUTOMATIC))
                .contains("from the repository", "does not stand any more");
        assertThat(lab.data(lab.user, "data")).isEqualTo(PlayedMovers.RESTORED);
    }

    @Test
    void aClaimThatDoesNotBindInTimeIsFilledFromTheRepositoryUnlessTheSnapshotWasAskedFor()
            throws Exception {
        ClusterPoint point = KeptPoint.of(backedUpAndLost(), "data");
        lab.driver.behave(PlayedCsiDriver.Mode.NO_COPIES);

        assertThatThrownBy(() -> make(point, lab.user, RestoreFrom.SNAPSHOT))
                .hasMessageContaining("not from the snapshot that stands")
                .hasMessageContaining("to be bound");
        assertThat(lab.phase(lab.user, "data")).isEqualTo("absent");
        String how = make(point, lab.user, RestoreFrom.AUTOMATIC);

        assertThat(how).contains("from the repository", "to be bound");
        assertThat(lab.data(lab.user, "data")).isEqualTo(PlayedMovers.RESTORED);
        assertThat(lab.marked()).hasSize(1);
    }

    @Test
    void theRepositoryIsReadWhenThatIsAskedForOrAnApplicationGaveFiles() throws Exception {
        StandingSnapshot standing = backedUpAndLost();
        ClusterPoint point = KeptPoint.of(standing, "data");
        PointDescription.Application held =
                new PointDescription.Application(
                        lab.user,
                        "db-0",
                        "postgresql",
                        "held",
                        "frozen",
                        1,
                        "data",
                        "chain",
                        List.of());
        ClusterPoint withFiles =
                KeptPoint.of(point.description().volumes().getFirst(), List.of(held));

        assertThatThrownBy(() -> make(withFiles, lab.user, RestoreFrom.SNAPSHOT))
                .hasMessageContaining("put in place by a mover");
        assertThat(make(point, lab.user, RestoreFrom.REPOSITORY))
                .isEqualTo("from the repository: it was asked for");
        assertThat(lab.data(lab.user, "data")).isEqualTo(PlayedMovers.RESTORED);
    }

    @Test
    void aClaimOfAnotherModeOrDriverDoesNotComeFromIt() throws Exception {
        StandingSnapshot standing = backedUpAndLost();
        StandingSnapshots snapshots = new StandingSnapshots(lab.cluster, lab.served);
        ObjectNode block = claim(lab.user);
        block.withObject("/spec").put("volumeMode", "Block");
        ObjectNode elsewhere = claim(lab.user);
        elsewhere.withObject("/spec").put("storageClassName", "nobody");
        ObjectNode waiting = claim(lab.own);
        waiting.withObject("/spec").put("storageClassName", PlayedCsiDriver.WAITS);

        assertThat(snapshots.way(standing, block, RestoreFrom.AUTOMATIC).words())
                .contains("from the repository", "of mode Block");
        assertThat(snapshots.way(standing, elsewhere, RestoreFrom.SNAPSHOT).words())
                .contains("from no snapshot", "'nobody' is not there");
        assertThat(snapshots.way(standing, waiting, RestoreFrom.AUTOMATIC).words())
                .contains("waits for a first Pod");
        assertThat(snapshots.way(standing, claim(lab.user), RestoreFrom.AUTOMATIC))
                .isInstanceOfSatisfying(
                        ClaimWay.Snapshot.class,
                        way ->
                                assertThat(
                                                way.plan()
                                                        .claim()
                                                        .at("/spec/resources/requests/storage")
                                                        .asText())
                                        .as("no less than its restoreSize")
                                        .isEqualTo(String.valueOf(1L << 31)));
    }

    @Test
    void aRestartAfterEveryMomentEndsWithTheDataOfTheSnapshot() throws Exception {
        ClusterPoint point = KeptPoint.of(backedUpAndLost(), "data");
        int moment = 0;
        for (; moment < MOMENTS_MAX; moment++) {
            if (!Moments.isTried(moment)) {
                continue;
            }
            String run = VolumeLab.run();
            if (!diesAt(moment, run, point)) {
                break;
            }
            VolumeTools tools = lab.tools(run);
            String how = make(point, tools, lab.own, RestoreFrom.SNAPSHOT);
            tools.acts().journal().close();
            assertThat(how).describedAs("moment %d", moment).contains("the snapshot that stands");
            assertThat(lab.data(lab.own, "data")).isEqualTo("as it was");
            assertOnlyTheStandingOne(point);
            drop(lab.own);
        }
        assertThat(moment).isBetween(6, MOMENTS_MAX - 1);
    }

    @Test
    void aSweepAfterEveryMomentLeavesTheClaimBoundToWholeDataOrNotAtAll() throws Exception {
        ClusterPoint point = KeptPoint.of(backedUpAndLost(), "data");
        int moment = 0;
        for (; moment < MOMENTS_MAX; moment++) {
            if (!Moments.isTried(moment)) {
                continue;
            }
            if (!diesAt(moment, VolumeLab.run(), point)) {
                break;
            }
            assertThat(lab.sweep().kept()).describedAs("moment %d", moment).isEmpty();
            if (!lab.phase(lab.own, "data").equals("absent")) {
                assertThat(lab.data(lab.own, "data")).isEqualTo("as it was");
            }
            assertOnlyTheStandingOne(point);
            drop(lab.own);
        }
        assertThat(moment).isBetween(6, MOMENTS_MAX - 1);
    }

    private void assertOnlyTheStandingOne(ClusterPoint point) throws Exception {
        PointDescription.Volume volume = point.description().volumes().getFirst();
        assertThat(lab.marked()).containsExactly("VolumeSnapshot/" + volume.snapshot());
        assertThat(lab.driver.storage.snapshots()).containsExactly(volume.handle());
    }

    private boolean diesAt(int moment, String run, ClusterPoint point) throws Exception {
        DyingCluster dying = new DyingCluster(lab.cluster, moment);
        VolumeTools tools = lab.tools(run, dying.proxy(), VolumeLab.PATIENCE);
        try {
            String _ = make(point, tools, lab.own, RestoreFrom.SNAPSHOT);
        } catch (DyingCluster.Killed e) {
            // As kill -9 would: only the journal's file and the cluster know what was done.
        }
        tools.acts().journal().close();
        return dying.isDead();
    }

    /** A backup that leaves a snapshot standing; then the claim is deleted. */
    private StandingSnapshot backedUpAndLost() throws Exception {
        ClaimedVolume _ =
                lab.claim("data", PlayedCsiDriver.AT_ONCE, VolumeMode.FILESYSTEM, "as it was");
        List<VolumeOutcome> outcomes =
                new VolumeBackups(
                                lab.cluster,
                                lab.tools(VolumeLab.run()),
                                _ -> StorageProfile.DEFAULT.withKeptSnapshots(1),
                                _ -> true,
                                claim -> "chain",
                                ReadingLimits.of(1))
                        .capture(List.of(lab.user));
        drop(lab.user);
        return outcomes.getFirst().standing().orElseThrow();
    }

    private void drop(String namespace) throws Exception {
        boolean _ =
                lab.cluster.delete(
                        lab.served.require(Served.CLAIM), namespace, "data", Deletion.BACKGROUND);
        Awaitility.await("the end of the volume")
                .atMost(Duration.ofSeconds(30))
                .until(() -> lab.driver.storage.volumes().isEmpty());
    }

    private String make(ClusterPoint point, String namespace, RestoreFrom from) throws Exception {
        Patience patience =
                new Patience(
                        VolumeLab.PATIENCE.cut(),
                        VolumeLab.PATIENCE.ready(),
                        lab.driver.mode() == PlayedCsiDriver.Mode.NO_COPIES
                                ? SHORT
                                : VolumeLab.PATIENCE.bind(),
                        VolumeLab.PATIENCE.start(),
                        VolumeLab.PATIENCE.stall(),
                        VolumeLab.PATIENCE.move(),
                        VolumeLab.PATIENCE.gone());
        return make(point, lab.tools(VolumeLab.run(), lab.cluster, patience), namespace, from);
    }

    private static String make(
            ClusterPoint point, VolumeTools tools, String namespace, RestoreFrom from)
            throws Exception {
        return new FilledClaims(point, tools, from).make(KeptPoint.claim(point), claim(namespace));
    }

    private static ObjectNode claim(String namespace) {
        return Objects.parse(
                """
                {apiVersion: 'v1', kind: 'PersistentVolumeClaim',
                 metadata: {namespace: '%s', name: 'data', labels: {app: 'shop'}},
                 spec: {accessModes: ['ReadWriteOnce'], storageClassName: '%s', volumeMode: 'Filesystem',
                  resources: {requests: {storage: '1Gi'}}}}
                """
                        .formatted(namespace, PlayedCsiDriver.AT_ONCE));
    }
}
