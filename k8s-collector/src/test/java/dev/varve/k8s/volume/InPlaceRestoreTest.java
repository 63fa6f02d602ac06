package dev.varve.k8s.volume;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Marks;
import dev.varve.k8s.act.RemovalReport;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Deletion;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.point.ClusterPoint;
import dev.varve.k8s.restore.FilledClaims;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Claims in use that get the data of a point; driver, kubelet and movers are played. */
@ExtendWith(KubeServer.Extension.class)
@ResourceLock("Kubernetes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InPlaceRestoreTest {
    private static final int MOMENTS_MAX = 150;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private VolumeLab lab;

    @BeforeAll
    void prepare(KubeServer server, @TempDir Path directory) throws Exception {
        lab = new VolumeLab(server, directory);
    }

    /** An application whose volume had another content when its snapshot was cut. */
    @BeforeEach
    void application() throws Exception {
        ClaimedVolume volume =
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
        point = KeptPoint.of(outcomes.getFirst().standing().orElseThrow(), "data");
        lab.driver.storage.write(
                volume.volume().at("/spec/csi/volumeHandle").asText(), "spoilt since");
        old = volume.volumeName();
        ObjectNode _ =
                lab.objects.create(
                        """
                        {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {namespace: '%s', name: 'shop'},
                         spec: {replicas: 2, selector: {matchLabels: {app: 'shop'}},
                          template: {metadata: {labels: {app: 'shop'}}, spec: {containers: [{name: 'shop', image: 'shop'}],
                           volumes: [{name: 'data', persistentVolumeClaim: {claimName: 'data'}}]}}}}
                        """
                                .formatted(lab.user));
        awaitPods();
    }

    private ClusterPoint point;
    private String old = "";

    @AfterEach
    void reset() throws Exception {
        for (ObjectNode volume :
                Served.list(lab.cluster, ListQuery.all(lab.served.require(Served.VOLUME), ""))) {
            if (volume.at("/spec/csi/driver").asText().equals(PlayedCsiDriver.NAME)) {
                patch(
                        Served.VOLUME,
                        "",
                        volume.at("/metadata/name").asText(),
                        "{spec: {persistentVolumeReclaimPolicy: 'Delete'}}");
            }
        }
        lab.reset();
    }

    @AfterAll
    void cleanUp() throws Exception {
        lab.close();
    }

    @Test
    void itsWorkloadIsStoppedAndStartedAgainAndTheOldVolumeIsTheUndo() throws Exception {
        lab.driver.behave(PlayedCsiDriver.Movers.FAIL);

        ClaimRestore.End end = replace(lab.tools(VolumeLab.run()), RestoreFrom.SNAPSHOT);

        assertThat(end)
                .isInstanceOfSatisfying(
                        ClaimRestore.End.Done.class,
                        done ->
                                assertThat(done.how())
                                        .contains("from the snapshot that stands", "kept: " + old));
        assertReplaced("as it was");
        assertThat(lab.sweep().released()).isEmpty();
        assertReplaced("as it was");
        undoByHand();
        assertThat(lab.data(lab.user, "data")).isEqualTo("spoilt since");
    }

    @Test
    void fromTheRepositoryTheDataIsBroughtBeforeAnythingIsStopped() throws Exception {
        lab.driver.behave(PlayedCsiDriver.Movers.FAIL);
        List<JsonNode> before = lab.usersObjects();
        ClaimRestore.End failed = replace(lab.tools(VolumeLab.run()), RestoreFrom.REPOSITORY);
        List<JsonNode> after = lab.usersObjects();
        lab.driver.behave(PlayedCsiDriver.Movers.WELL);

        ClaimRestore.End end = replace(lab.tools(VolumeLab.run()), RestoreFrom.REPOSITORY);

        assertThat(failed)
                .isInstanceOfSatisfying(
                        ClaimRestore.End.Failed.class,
                        each ->
                                assertThat(each.reason())
                                        .contains("not restored in place", "does not answer"));
        assertThat(after).as("the same claim and volume, never stopped").isEqualTo(before);
        assertThat(end).isInstanceOf(ClaimRestore.End.Done.class);
        assertReplaced(PlayedMovers.RESTORED);
    }

    @Test
    void whatFailsHalfWayIsPutBackAndItsWorkloadStarted() throws Exception {
        lab.driver.behave(PlayedCsiDriver.Mode.NO_COPIES);

        ClaimRestore.End end =
                replace(lab.tools(VolumeLab.run(), lab.cluster, impatient()), RestoreFrom.SNAPSHOT);

        assertThat(end)
                .isInstanceOfSatisfying(
                        ClaimRestore.End.Failed.class,
                        failed -> assertThat(failed.reason()).contains("to be bound"));
        assertAsBefore();
    }

    @Test
    void aSnapshotOfNoUseIsMadeUpForByTheRepositoryInPlaceToo() throws Exception {
        lab.driver.behave(PlayedCsiDriver.Mode.NO_COPIES);

        ClaimRestore.End end =
                replace(
                        lab.tools(VolumeLab.run(), lab.cluster, impatient()),
                        RestoreFrom.AUTOMATIC);

        assertThat(end).isInstanceOf(ClaimRestore.End.Done.class);
        assertReplaced(PlayedMovers.RESTORED);
    }

    @Test
    void aPodThatNothingWouldStartAgainIsNotEnded() throws Exception {
        createPodAlone();

        ClaimRestore.End end = replace(lab.tools(VolumeLab.run()), RestoreFrom.SNAPSHOT);

        assertThat(end)
                .isInstanceOfSatisfying(
                        ClaimRestore.End.Failed.class,
                        failed ->
                                assertThat(failed.reason())
                                        .contains("Pod", "alone", "nothing would start it again"));
        assertAsBefore();
    }

    @Test
    void aRestartAfterEveryMomentEndsWithTheNewDataAndARunningWorkload() throws Exception {
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
            ClaimRestore.End end = replace(tools, RestoreFrom.SNAPSHOT);
            tools.acts().journal().close();
            assertThat(end)
                    .describedAs("moment %d", moment)
                    .isInstanceOf(ClaimRestore.End.Done.class);
            assertReplaced("as it was");
            reset();
            application();
        }
        assertThat(moment).isBetween(10, MOMENTS_MAX - 1);
    }

    @Test
    void aSweepAfterEveryMomentLeavesOldOrNewDataAndARunningWorkload() throws Exception {
        int moment = 0;
        int putBack = 0;
        for (; moment < MOMENTS_MAX; moment++) {
            if (!Moments.isTried(moment)) {
                continue;
            }
            if (!diesAt(moment, VolumeLab.run())) {
                break;
            }
            assertThat(lab.sweep().kept()).describedAs("moment %d", moment).isEmpty();
            if (volumeName().equals(old)) {
                putBack++;
                assertAsBefore();
            } else {
                assertReplaced("as it was");
            }
            reset();
            application();
        }
        assertThat(moment).isBetween(10, MOMENTS_MAX - 1);
        assertThat(putBack).isPositive();
    }

    @Test
    void whatASweepCannotPutBackKeepsItsWorkloadStoppedUntilItCan() throws Exception {
        dieWithTheVolumeSetAside();
        createPodAlone();

        RemovalReport first = lab.sweep();
        RemovalReport second = lab.sweep();
        int replicas = object(Served.DEPLOYMENT, lab.user, "shop").at("/spec/replicas").asInt();
        boolean _ =
                lab.cluster.delete(
                        lab.served.require(Served.POD), lab.user, "alone", Deletion.BACKGROUND);
        RemovalReport third = lab.sweep();

        assertThat(List.of(first, second))
                .allSatisfy(report -> {
                    assertThat(report.kept())
                            .singleElement()
                            .satisfies(kept -> {
                                assertThat(kept.object().name()).isEqualTo(old);
                                assertThat(kept.why())
                                        .contains("what was stopped beside it stays so", "alone");
                            });
                    assertThat(report.released()).isEmpty();
                });
        assertThat(replicas).isZero();
        assertThat(third.kept()).isEmpty();
        assertAsBefore();
    }

    private void dieWithTheVolumeSetAside() throws Exception {
        for (int moment = 0; moment < MOMENTS_MAX; moment += 3) {
            assertThat(diesAt(moment, VolumeLab.run())).isTrue();
            if (object(Served.VOLUME, "", old).at("/metadata/labels").has(KeptVolumes.REPLACING)
                    && lab.phase(lab.user, "data").equals("absent")) {
                return;
            }
            reset();
            application();
        }
        throw new AssertionError("no moment at which the volume is set aside");
    }

    private void createPodAlone() throws Exception {
        ObjectNode _ =
                lab.objects.create(
                        """
                        {apiVersion: 'v1', kind: 'Pod', metadata: {namespace: '%s', name: 'alone'},
                         spec: {containers: [{name: 'shop', image: 'shop'}],
                          volumes: [{name: 'data', persistentVolumeClaim: {claimName: 'data'}}]}}
                        """
                                .formatted(lab.user));
    }

    private boolean diesAt(int moment, String run) throws Exception {
        DyingCluster dying = new DyingCluster(lab.cluster, moment);
        VolumeTools tools = lab.tools(run, dying.proxy(), VolumeLab.PATIENCE);
        try {
            ClaimRestore.End _ = replace(tools, RestoreFrom.SNAPSHOT);
        } catch (DyingCluster.Killed e) {
            // As kill -9 would: only the journal's file and the cluster know what was done.
        }
        tools.acts().journal().close();
        return dying.isDead();
    }

    private ClaimRestore.End replace(VolumeTools tools, RestoreFrom from) throws Exception {
        ObjectNode claim =
                Objects.parse(
                        """
                        {apiVersion: 'v1', kind: 'PersistentVolumeClaim',
                         metadata: {namespace: '%s', name: 'data', labels: {app: 'shop'}},
                         spec: {accessModes: ['ReadWriteOnce'], storageClassName: '%s', volumeMode: 'Filesystem',
                          resources: {requests: {storage: '1Gi'}}}}
                        """
                                .formatted(lab.user, PlayedCsiDriver.AT_ONCE));
        Map<ObjectKey, ClaimRestore.End> ends =
                new FilledClaims(point, tools, from).replace(Map.of(KeptPoint.claim(point), claim));
        return ends.values().iterator().next();
    }

    private void assertReplaced(String data) throws Exception {
        assertThat(lab.data(lab.user, "data")).isEqualTo(data);
        assertThat(volumeName()).isNotEqualTo(old);
        ObjectNode kept = object(Served.VOLUME, "", old);
        assertThat(kept.at("/spec/persistentVolumeReclaimPolicy").asText()).isEqualTo("Retain");
        assertThat(kept.at("/metadata/labels").has(Marks.KEPT)).isTrue();
        assertThat(kept.at("/metadata/labels").has(KeptVolumes.REPLACING)).isFalse();
        assertRunningAndUnmarked();
    }

    private void assertAsBefore() throws Exception {
        assertThat(lab.data(lab.user, "data")).isEqualTo("spoilt since");
        assertThat(volumeName()).isEqualTo(old);
        ObjectNode volume = object(Served.VOLUME, "", old);
        assertThat(volume.at("/spec/persistentVolumeReclaimPolicy").asText()).isEqualTo("Delete");
        assertThat(volume.at("/metadata").toString()).doesNotContain("varve.dev");
        Awaitility.await("the end of other volumes")
                .atMost(LIMIT)
                .until(() -> lab.driver.storage.volumes().size() == 1);
        assertRunningAndUnmarked();
    }

    private void assertRunningAndUnmarked() throws Exception {
        assertThat(object(Served.DEPLOYMENT, lab.user, "shop").at("/spec/replicas").asInt())
                .isEqualTo(2);
        assertThat(lab.marked())
                .containsExactly(
                        "VolumeSnapshot/" + point.description().volumes().getFirst().snapshot());
    }

    /** As docs/kubernetes.md says, with kubectl. */
    private void undoByHand() throws Exception {
        patch(Served.DEPLOYMENT, lab.user, "shop", "{spec: {replicas: 0}}");
        Awaitility.await("no Pods")
                .atMost(LIMIT)
                .until(() -> Served.list(lab.cluster, pods()).isEmpty());
        boolean _ =
                lab.cluster.delete(
                        lab.served.require(Served.CLAIM), lab.user, "data", Deletion.BACKGROUND);
        Awaitility.await("no claim")
                .atMost(LIMIT)
                .until(() -> lab.phase(lab.user, "data").equals("absent"));
        String claim =
                object(Served.VOLUME, "", old)
                        .at("/metadata/annotations")
                        .path("varve.dev/kept-claim")
                        .asText();
        patch(Served.VOLUME, "", old, "{spec: {claimRef: {uid: null, resourceVersion: null}}}");
        ObjectNode _ =
                lab.cluster.create(
                        lab.served.require(Served.CLAIM),
                        lab.user,
                        Objects.parse(claim),
                        Write.REAL);
        Awaitility.await("the old volume in its place")
                .atMost(LIMIT)
                .until(() -> lab.phase(lab.user, "data").equals("Bound"));
    }

    private String volumeName() throws Exception {
        return object(Served.CLAIM, lab.user, "data").at("/spec/volumeName").asText();
    }

    private void awaitPods() throws Exception {
        Awaitility.await("Pods")
                .atMost(LIMIT)
                .until(() -> Served.list(lab.cluster, pods()).size() == 2);
    }

    private ListQuery pods() throws Exception {
        return new ListQuery(lab.served.require(Served.POD), lab.user, "app=shop", "");
    }

    private ObjectNode object(GroupKind kind, String namespace, String name) throws Exception {
        return lab.cluster.get(lab.served.require(kind), namespace, name).orElseThrow();
    }

    private void patch(GroupKind kind, String namespace, String name, String json)
            throws Exception {
        ObjectNode _ =
                lab.cluster.mergePatch(
                        lab.served.require(kind),
                        namespace,
                        name,
                        "",
                        Objects.parse(json),
                        Write.REAL);
    }

    private static Patience impatient() {
        Patience usual = VolumeLab.PATIENCE;
        return new Patience(
                usual.cut(),
                usual.ready(),
                Duration.ofSeconds(8),
                usual.start(),
                usual.stall(),
                usual.move(),
                usual.gone());
    }
}
