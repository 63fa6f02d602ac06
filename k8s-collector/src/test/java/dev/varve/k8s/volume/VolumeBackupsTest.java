package dev.varve.k8s.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Deletion;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.model.Consistency;
import dev.varve.k8s.model.ObjectKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The volumes of a namespace in one run; driver, kubelet and movers are played. */
@ExtendWith(KubeServer.Extension.class)
@ResourceLock("Kubernetes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VolumeBackupsTest {
    private static final StorageProfile STOPPED =
            StorageProfile.DEFAULT.withWay(StorageProfile.Way.STOPPED_MOUNT);

    private static final StorageProfile WITHOUT_CLASS =
            new StorageProfile(
                    StorageProfile.Way.AUTOMATIC,
                    Optional.of("nobody"),
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    false,
                    false,
                    MoverLimits.DEFAULT);

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
    void everyClaimIsCapturedAndOneThatIsExcludedIsNot() throws Exception {
        claim("one", "data one");
        claim("two", "data two");
        claim("not", "left out");
        ObjectNode _ =
                lab.cluster.mergePatch(
                        lab.served.require(Served.CLAIM),
                        lab.user,
                        "not",
                        "",
                        Objects.parse("{metadata: {annotations: {'varve.dev/exclude': 'true'}}}"),
                        Write.REAL);

        List<VolumeOutcome> outcomes = backUp();

        assertThat(outcomes)
                .extracting(
                        each -> each.claim().name(), each -> each.result().orElseThrow().image())
                .containsExactlyInAnyOrder(tuple("one", "data one"), tuple("two", "data two"));
        assertThat(outcomes).allMatch(each -> each.consistency() == Consistency.CRASH);
        assertThat(VolumeBackups.problems(outcomes)).isEmpty();
        assertThat(lab.marked()).isEmpty();
    }

    @Test
    void aVolumeThatFailsIsNamedWithItsReasonAndHindersNoOther() throws Exception {
        claim("good", "data");
        ObjectNode _ =
                lab.objects.create(
                        """
                        {apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: {namespace: '%s', name: 'unbound'},
                         spec: {accessModes: ['ReadWriteOnce'], storageClassName: 'nobody', resources: {requests: {storage: '1Gi'}}}}
                        """
                                .formatted(lab.user));

        List<VolumeOutcome> outcomes = backUp();

        assertThat(VolumeBackups.problems(outcomes))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.claim().name()).isEqualTo("unbound");
                    assertThat(each.problem()).contains("not bound");
                    assertThat(each.result()).isEmpty();
                });
        assertThat(outcomes).hasSize(2);
    }

    @Test
    void aSnapshotOfAnEarlierProcessIsNotWitnessed() throws Exception {
        claim("one", "data");
        String run = VolumeLab.run();
        VolumeTools first = lab.tools(run);

        VolumeBackups.Cuts cut = backups(first).cut(List.of(lab.user));
        first.acts().journal().close();
        VolumeBackups later = backups(lab.tools(run));
        VolumeBackups.Cuts found = later.cut(List.of(lab.user));

        assertThat(cut.witnessed()).containsExactly(new ObjectKey(Served.CLAIM, lab.user, "one"));
        assertThat(found.witnessed()).isEmpty();
        assertThat(later.finish(found))
                .singleElement()
                .satisfies(
                        each -> assertThat(each.result().orElseThrow().image()).isEqualTo("data"));
        assertThat(lab.marked()).isEmpty();
    }

    @Test
    void claimsOfANamespaceAreCutInOneMomentWhenAsked() throws Exception {
        claim("data", "of the data");
        claim("log", "of the log");
        List<JsonNode> before = lab.usersObjects();

        List<VolumeOutcome> outcomes =
                backUp(
                        StorageProfile.DEFAULT.withGroups(Optional.of("")),
                        lab.tools(VolumeLab.run()));

        assertThat(outcomes)
                .allSatisfy(each ->
                        assertThat(each.path().reason())
                                .endsWith("in one moment with all 2 of it"));
        assertThat(outcomes)
                .extracting(each -> each.result().orElseThrow().image())
                .containsExactlyInAnyOrder("of the data", "of the log");
        assertThat(lab.marked()).isEmpty();
        Awaitility.await().until(() -> lab.driver.storage.snapshots().isEmpty());
        assertThat(lab.usersObjects()).isEqualTo(before);
    }

    @Test
    void aGroupThatCannotBeCutIsCutOneByOneAndEachSaysWhy() throws Exception {
        claim("data", "of the data");
        claim("log", "of the log");

        List<VolumeOutcome> outcomes =
                backUp(
                        StorageProfile.DEFAULT.withGroups(Optional.of("nobody")),
                        lab.tools(VolumeLab.run()));

        assertThat(outcomes)
                .hasSize(2)
                .allSatisfy(each -> {
                    assertThat(each.path().reason())
                            .contains("by itself, for its group was not cut", "nobody");
                    assertThat(each.result()).isPresent();
                });
        assertThat(lab.marked()).isEmpty();
    }

    @Test
    void aRunThatGoesOnReadsAGroupThatAnEarlierProcessCut() throws Exception {
        claim("data", "of the data");
        claim("log", "of the log");
        StorageProfile grouped = StorageProfile.DEFAULT.withGroups(Optional.of(""));
        String run = VolumeLab.run();
        VolumeTools first = lab.tools(run);
        VolumeBackups.Cuts _ = backups(grouped, first).cut(List.of(lab.user));
        first.acts().journal().close();
        int taken = lab.driver.storage.snapshots().size();

        VolumeBackups later = backups(grouped, lab.tools(run));
        VolumeBackups.Cuts found = later.cut(List.of(lab.user));

        assertThat(lab.driver.storage.snapshots()).hasSize(taken).hasSize(2);
        assertThat(found.witnessed()).isEmpty();
        assertThat(later.finish(found)).allMatch(each -> each.result().isPresent()).hasSize(2);
        assertThat(lab.marked()).isEmpty();
    }

    @Test
    void whatAnEarlierProcessCutOneByOneIsNotSaidToBeCutInOneMoment() throws Exception {
        claim("data", "of the data");
        claim("log", "of the log");
        String run = VolumeLab.run();
        VolumeTools first = lab.tools(run);
        VolumeBackups.Cuts _ = backups(first).cut(List.of(lab.user));
        first.acts().journal().close();

        List<VolumeOutcome> outcomes =
                backUp(StorageProfile.DEFAULT.withGroups(Optional.of("")), lab.tools(run));

        assertThat(outcomes)
                .hasSize(2)
                .allSatisfy(each ->
                        assertThat(each.path().reason())
                                .endsWith("by itself, as an earlier process of the run cut it"));
        assertThat(lab.marked()).isEmpty();
    }

    @Test
    void theLastSnapshotsStandInTheClusterAndTheOneBeforeThemGoes() throws Exception {
        claim("kept", "first");
        StorageProfile keepsOne =
                new StorageProfile(
                        StorageProfile.Way.SNAPSHOT,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        false,
                        false,
                        MoverLimits.DEFAULT);
        List<VolumeOutcome> first = backUp(keepsOne, lab.tools(VolumeLab.run()));
        List<VolumeOutcome> second = backUp(keepsOne, lab.tools(VolumeLab.run()));

        assertThat(snapshots()).containsExactly(second.getFirst().snapshot());
        assertThat(first.getFirst().snapshot()).isNotEmpty().isNotIn(snapshots());
        assertThat(lab.driver.storage.snapshots()).hasSize(1);
        assertThat(second.getFirst().result()).isPresent();
    }

    @Test
    void aMoverBringsCredentialsOnlyWhereTheyMayBe() throws Exception {
        claim("mounted", "data");
        VolumeTools tools = lab.tools(VolumeLab.run());
        StorageProfile live = StorageProfile.DEFAULT.withWay(StorageProfile.Way.LIVE_MOUNT);

        List<VolumeOutcome> refused =
                backUp(live, tools.withMovers(tools.movers().withGuests(Set.of("elsewhere"))));

        assertThat(VolumeOutcome.warnings(refused))
                .singleElement()
                .asString()
                .contains("mounted", "credentials into namespace " + lab.user);
        assertThat(lab.marked()).isEmpty();
    }

    @Test
    void aVolumeIsReadOnItsNodeWhereMoversAreNoGuestsOfItsNamespace() throws Exception {
        claim("mounted", "data");
        String uid = podOnNode("writer", "mounted");
        VolumeTools tools = lab.tools(VolumeLab.run());
        MoverSettings movers =
                tools.movers().withGuests(Set.of("elsewhere")).withKubelet("/opt/kubelet");

        List<VolumeOutcome> outcomes = backUp(WITHOUT_CLASS, tools.withMovers(movers));

        assertThat(outcomes)
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.problem()).isEmpty();
                    assertThat(each.path().reason())
                            .contains(
                                    "movers are no guests of its namespace",
                                    "where Pod writer has it");
                    assertThat(each.consistency()).isEqualTo(Consistency.LIVE);
                    assertThat(each.result().orElseThrow().image()).isEqualTo("data");
                });
        assertThat(lab.driver.directories())
                .last()
                .asString()
                .matches(
                        "/opt/kubelet/pods/"
                                + uid
                                + "/volumes/kubernetes.io~csi/pvc-[-0-9a-f]+/mount");
        assertThat(lab.marked()).isEmpty();
    }

    @Test
    void whatWasReadOnANodeDoesNotCountWhenItsPodEndedMeanwhile() throws Exception {
        claim("mounted", "data");
        String _ = podOnNode("writer", "mounted");
        VolumeBackups backups =
                backups(
                        StorageProfile.DEFAULT.withWay(StorageProfile.Way.NODE_PATH),
                        lab.tools(VolumeLab.run()));
        VolumeBackups.Cuts cuts = backups.cut(List.of(lab.user));
        boolean _ =
                lab.cluster.delete(
                        lab.served.require(Served.POD), lab.user, "writer", Deletion.BACKGROUND);

        List<VolumeOutcome> outcomes = backups.finish(cuts);

        assertThat(VolumeOutcome.warnings(outcomes))
                .singleElement()
                .asString()
                .contains("mounted", "/writer does not run, or ended while its volume was read");
        assertThat(lab.marked()).isEmpty();
    }

    @Test
    void aPodThatHasNotBegunOrHasEndedHasNoVolumeOnItsNode() throws Exception {
        claim("mounted", "data");
        String _ = podOnNode("writer", "mounted");
        for (String phase : List.of("Pending", "Failed")) {
            VolumeBackups backups =
                    backups(
                            StorageProfile.DEFAULT.withWay(StorageProfile.Way.NODE_PATH),
                            lab.tools(VolumeLab.run()));
            VolumeBackups.Cuts cuts = backups.cut(List.of(lab.user));
            phase("writer", phase);

            assertThat(VolumeOutcome.warnings(backups.finish(cuts)))
                    .as(phase)
                    .singleElement()
                    .asString()
                    .contains("mounted", "/writer does not run");
        }
        assertThat(lab.marked()).isEmpty();
    }

    @Test
    void workloadsThatShareVolumesAreStoppedTogetherAndStartedWhenTheseAreRead() throws Exception {
        claim("data", "of the data");
        claim("log", "of the log");
        claim("other", "of another");
        deployment("shop", 2, "data", "log");
        deployment("reports", 1, "log");
        deployment("alone", 3, "other");
        List<JsonNode> before = lab.usersObjects();

        List<VolumeOutcome> outcomes = backUp(STOPPED, lab.tools(VolumeLab.run()));

        assertThat(outcomes)
                .extracting(each -> each.result().orElseThrow().image(), VolumeOutcome::consistency)
                .containsExactlyInAnyOrder(
                        tuple("of the data", Consistency.STOPPED),
                        tuple("of the log", Consistency.STOPPED),
                        tuple("of another", Consistency.STOPPED));
        assertThat(lab.usersObjects()).isEqualTo(before);
        lab.awaitUnmarked();
    }

    @Test
    void aPodThatNothingWouldStartAgainIsNotEndedForItsVolume() throws Exception {
        claim("data", "of the data");
        claim("free", "of nobody");
        String _ = podOnNode("alone", "data");

        List<VolumeOutcome> outcomes = backUp(STOPPED, lab.tools(VolumeLab.run()));

        assertThat(VolumeOutcome.warnings(outcomes))
                .singleElement()
                .asString()
                .contains("data", "Pod alone has no workload to scale");
        assertThat(outcomes)
                .filteredOn(each -> each.claim().name().equals("free"))
                .allMatch(each -> each.result().isPresent())
                .hasSize(1);
    }

    @Test
    void aWorkloadIsStartedAgainAlsoWhenItsVolumeCannotBeRead() throws Exception {
        claim("data", "of the data");
        deployment("shop", 2, "data");
        lab.driver.behave(PlayedCsiDriver.Movers.FAIL);
        List<JsonNode> before = lab.usersObjects();

        List<VolumeOutcome> outcomes = backUp(STOPPED, lab.tools(VolumeLab.run()));

        assertThat(VolumeOutcome.warnings(outcomes))
                .singleElement()
                .asString()
                .contains("does not answer");
        assertThat(lab.usersObjects()).isEqualTo(before);
        lab.awaitUnmarked();
    }

    @Test
    void aRunThatDiesWithAWorkloadStoppedGoesOnAndStartsIt() throws Exception {
        int died = 0;
        for (int moment = 0; moment < 60; moment++) {
            if (!Moments.isTried(moment)) {
                continue;
            }
            claim("data", "of the data");
            deployment("shop", 2, "data");
            List<JsonNode> before = lab.usersObjects();
            String run = VolumeLab.run();
            DyingCluster dying = new DyingCluster(lab.cluster, moment);
            VolumeTools first = lab.tools(run, dying.proxy(), VolumeLab.PATIENCE);
            try {
                List<VolumeOutcome> _ = backUp(STOPPED, first);
            } catch (DyingCluster.Killed e) {
                died++;
            }
            first.acts().journal().close();

            List<VolumeOutcome> outcomes = backUp(STOPPED, lab.tools(run));

            assertThat(outcomes)
                    .describedAs("moment %d", moment)
                    .singleElement()
                    .satisfies(each -> assertThat(each.problem()).isEmpty());
            assertThat(lab.usersObjects()).describedAs("moment %d", moment).isEqualTo(before);
            lab.awaitUnmarked();
            reset();
            if (!dying.isDead()) {
                break;
            }
        }
        assertThat(died).isBetween(1, 59);
    }

    @Test
    void aNamespaceThatWasNotToBeCutHasItsClaimsNamedAndNothingMade() throws Exception {
        claim("one", "data");

        List<VolumeOutcome> outcomes =
                backups(lab.tools(VolumeLab.run())).notCut(lab.user, "a hook failed");

        assertThat(VolumeBackups.problems(outcomes))
                .singleElement()
                .satisfies(each -> assertThat(each.problem()).isEqualTo("a hook failed"));
        assertThat(lab.marked()).isEmpty();
    }

    @Test
    void aClaimThatTheRunDoesNotTakeIsNotLookedAt() throws Exception {
        claim("other", "data");
        VolumeTools tools = lab.tools(VolumeLab.run());

        assertThat(
                        new VolumeBackups(
                                        lab.cluster,
                                        tools,
                                        _ -> StorageProfile.DEFAULT,
                                        claim -> false,
                                        claim -> "chain",
                                        ReadingLimits.of(1))
                                .capture(List.of(lab.user)))
                .isEmpty();
    }

    /** A Pod that a kubelet would run, with the claim; gives its uid. */
    private String podOnNode(String name, String claim) throws Exception {
        ObjectNode made =
                lab.objects.create(
                        """
                        {apiVersion: 'v1', kind: 'Pod', metadata: {namespace: '%s', name: '%s'},
                         spec: {nodeName: 'worker', terminationGracePeriodSeconds: 0, containers: [{name: 'shop', image: 'shop'}],
                          volumes: [{name: 'data', persistentVolumeClaim: {claimName: '%s'}}]}}
                        """
                                .formatted(lab.user, name, claim));
        phase(name, "Running");
        return made.at("/metadata/uid").asText();
    }

    private void phase(String pod, String phase) throws Exception {
        ObjectNode _ =
                lab.cluster.mergePatch(
                        lab.served.require(Served.POD),
                        lab.user,
                        pod,
                        "status",
                        Objects.parse("{status: {phase: '%s'}}".formatted(phase)),
                        Write.REAL);
    }

    private void deployment(String name, int replicas, String... claims) throws Exception {
        String volumes =
                Stream.of(claims)
                        .map(
                                "{name: '%1$s', persistentVolumeClaim: {claimName: '%1$s'}}"
                                        ::formatted)
                        .collect(Collectors.joining(", "));
        ObjectNode _ =
                lab.objects.create(
                        """
                        {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {namespace: '%s', name: '%s'},
                         spec: {replicas: %d, selector: {matchLabels: {app: '%2$s'}},
                          template: {metadata: {labels: {app: '%2$s'}},
                           spec: {containers: [{name: 'shop', image: 'shop'}], volumes: [%s]}}}}
                        """
                                .formatted(lab.user, name, replicas, volumes));
        Awaitility.await("Pods of " + name).until(() -> pods(name).size() == replicas);
    }

    private List<ObjectNode> pods(String app) throws Exception {
        return Served.list(
                lab.cluster,
                new ListQuery(lab.served.require(Served.POD), lab.user, "app=" + app, ""));
    }

    private List<String> snapshots() throws Exception {
        return Served.list(
                        lab.cluster, ListQuery.all(lab.served.require(Served.SNAPSHOT), lab.user))
                .stream()
                .map(each -> each.at("/metadata/name").asText())
                .toList();
    }

    private void claim(String name, String data) throws Exception {
        ClaimedVolume _ = lab.claim(name, PlayedCsiDriver.AT_ONCE, VolumeMode.FILESYSTEM, data);
    }

    private List<VolumeOutcome> backUp() throws Exception {
        return backUp(StorageProfile.DEFAULT, lab.tools(VolumeLab.run()));
    }

    private List<VolumeOutcome> backUp(StorageProfile profile, VolumeTools tools) throws Exception {
        return backups(profile, tools).capture(List.of(lab.user));
    }

    private VolumeBackups backups(VolumeTools tools) {
        return backups(StorageProfile.DEFAULT, tools);
    }

    private VolumeBackups backups(StorageProfile profile, VolumeTools tools) {
        return new VolumeBackups(
                lab.cluster,
                tools,
                _ -> profile,
                _ -> true,
                claim -> "k8s/lab/ns/" + claim.namespace() + "/pvc/" + claim.name(),
                ReadingLimits.of(ReadingLimits.MOVERS));
    }
}
