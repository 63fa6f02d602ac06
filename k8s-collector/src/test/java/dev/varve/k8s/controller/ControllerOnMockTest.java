package dev.varve.k8s.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.k8s.point.PointDescription;
import dev.varve.k8s.resource.Api;
import dev.varve.k8s.resource.BackupRun;
import dev.varve.k8s.resource.Conditions;
import dev.varve.k8s.resource.HookExec;
import dev.varve.k8s.resource.HookSpec;
import dev.varve.k8s.resource.PlanPhase;
import dev.varve.k8s.resource.ProtectionPolicy;
import dev.varve.k8s.resource.RepositoryRef;
import dev.varve.k8s.resource.RestorePlan;
import dev.varve.k8s.resource.RestoreRun;
import dev.varve.k8s.resource.RunPhase;
import dev.varve.k8s.volume.VolumeOutcome;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.javaoperatorsdk.operator.Operator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the reconcilers do with resources, on a stand-in for an API server: simulated. */
@EnableKubernetesMockClient(crud = true)
class ControllerOnMockTest {
    private static final String HERE = "team";

    /** Set by the extension. */
    @SuppressWarnings("NullAway.Init")
    KubernetesClient client;

    @TempDir Path state;
    private final StandIns standIns = new StandIns();
    private Parts parts;
    private Operator operator;

    @BeforeEach
    void prepare() {
        Settings settings =
                new Settings(
                        "varve",
                        List.of(),
                        "test",
                        state,
                        2,
                        "me",
                        Duration.ofHours(24),
                        HookOrigins.NONE,
                        Optional.empty());
        parts = Parts.of(client, standIns.engines(), settings, InstantSource.system());
        operator = Controller.operator(client, parts, settings, Optional.empty());
    }

    @AfterEach
    void stop() {
        parts.close();
        operator.stop();
    }

    @Test
    void aBackupRunGoesToItsPoint() {
        operator.start();
        BackupRun run = create(backup("by-hand", ""));
        BackupRun ended = await(run, each -> each.getStatus().phase == RunPhase.Succeeded);
        assertThat(ended.getStatus().pointId).isEqualTo(StandIns.POINT.toString());
        assertThat(ended.getStatus().objects).isEqualTo(7);
        assertThat(ended.getStatus().attempts).isEqualTo(1);
        assertThat(ended.getStatus().holder).isEqualTo("me");
        assertThat(ended.getStatus().completionTime).isNotEmpty();
        assertThat(Conditions.find(ended.getStatus(), RunWork.COMPLETE))
                .hasValueSatisfying(each -> assertThat(each.reason).isEqualTo("Succeeded"));
        Awaitility.await()
                .until(() ->
                        client.v1().events().inNamespace(HERE).list().getItems().stream()
                                .anyMatch(each -> each.getReason().equals("Succeeded")));
    }

    @Test
    void aRunWaitsForADaemonThatIsAwayAndThenGoesOn() {
        standIns.failures.add(StandIns.away());
        operator.start();
        BackupRun run = create(backup("patient", ""));
        BackupRun waiting = await(run, each -> !each.getStatus().nextAttemptTime.isEmpty());
        assertThat(waiting.getStatus().phase).isEqualTo(RunPhase.Queued);
        assertThat(waiting.getStatus().message).isEqualTo("the daemon does not answer");
        BackupRun ended = await(run, each -> each.getStatus().phase == RunPhase.Succeeded);
        assertThat(ended.getStatus().attempts).isEqualTo(2);
    }

    @Test
    void aRunThatSomebodyMustMendFailsAndSaysWhy() {
        standIns.failures.add(
                new ProtocolException(ErrorCode.WRONG_KEY, "the key opens nothing", "use another"));
        operator.start();
        BackupRun run = create(backup("hopeless", ""));
        BackupRun ended = await(run, each -> each.getStatus().phase == RunPhase.Failed);
        assertThat(ended.getStatus().message).isEqualTo("the key opens nothing (use another)");
    }

    @Test
    void aRunOfADeadControllerIsBegunAgain() {
        BackupRun run = create(backup("orphan", ""));
        run.getStatus().phase = RunPhase.Running;
        run.getStatus().attempts = 1;
        run.getStatus().holder = "dead";
        BackupRun _ = client.resource(run).updateStatus();
        operator.start();
        BackupRun ended = await(run, each -> each.getStatus().phase == RunPhase.Succeeded);
        assertThat(ended.getStatus().attempts).isEqualTo(2);
        assertThat(ended.getStatus().holder).isEqualTo("me");
    }

    @Test
    void aCancelEndsARunThatGoesOn() {
        standIns.endless = true;
        operator.start();
        BackupRun run = create(backup("endless", ""));
        BackupRun running = await(run, each -> each.getStatus().phase == RunPhase.Running);
        merge(running, "{\"spec\":{\"cancel\":true}}");
        BackupRun ended = await(run, each -> each.getStatus().phase == RunPhase.Cancelled);
        assertThat(ended.getStatus().pointId).isEmpty();
    }

    @Test
    void aControllerThatEndsLeavesItsRunToTheNext() {
        standIns.endless = true;
        operator.start();
        BackupRun run = create(backup("handed-on", ""));
        BackupRun _ = await(run, each -> each.getStatus().phase == RunPhase.Running);
        parts.close();
        BackupRun left = await(run, each -> each.getStatus().phase == RunPhase.Queued);
        assertThat(left.getStatus().message).contains("the next one goes on");
    }

    @Test
    void runNowMakesOneRunAndNamespacesThatLeftAreReported() {
        operator.start();
        ProtectionPolicy policy = create(policy("shop"));
        standIns.namespaces = List.of("a", "b");
        ask(policy, "first");
        BackupRun first = awaitRun("shop", "first");
        assertThat(first.getStatus().namespacesLeft).isEmpty();
        standIns.namespaces = List.of("b", "c");
        ask(policy, "second");
        BackupRun second = awaitRun("shop", "second");
        assertThat(second.getStatus().namespacesJoined).containsExactly("c");
        assertThat(second.getStatus().namespacesLeft).containsExactly("a");
        assertThat(second.getStatus().phase).isEqualTo(RunPhase.SucceededWithWarnings);
        ProtectionPolicy seen = await(policy, each -> !each.getStatus().lastRunNow.isEmpty());
        assertThat(seen.getStatus().lastRunNow).isEqualTo("second");
        assertThat(runs()).hasSize(2);
    }

    @Test
    void aRunWhosePointLacksTheDataOfAClaimNamesItAndIsNotShownAsWhole() {
        standIns.volumes = List.of(StandIns.outcome("good", ""), StandIns.outcome("bad", "no way"));
        standIns.warnings = VolumeOutcome.warnings(standIns.volumes);
        operator.start();
        BackupRun run = create(backup("partial", ""));
        BackupRun ended =
                await(run, each -> each.getStatus().phase == RunPhase.SucceededWithWarnings);
        assertThat(ended.getStatus().volumeCount).isEqualTo(2);
        assertThat(ended.getStatus().volumesWithoutData).isEqualTo(1);
        assertThat(ended.getStatus().volumeBytes).isEqualTo(7);
        assertThat(ended.getStatus().volumes)
                .extracting(each -> each.claim, each -> each.consistency, each -> each.problem)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("shop/bad", "", "no way"),
                        org.assertj.core.groups.Tuple.tuple("shop/good", "crash", ""));
        assertThat(ended.getStatus().warnings).singleElement().asString().contains("shop/bad");
    }

    @Test
    void hooksOfAPolicyAreCopiedToItsRunWhichShowsThoseThatFailedFirst() {
        standIns.hooks = List.of(hook("web-0", "succeeded", ""), hook("web-1", "failed", "code 7"));
        standIns.warnings = List.of(standIns.hooks.getLast().line());
        operator.start();
        ProtectionPolicy policy = policy("quiet");
        HookSpec spec = new HookSpec();
        spec.name = "quiet";
        spec.selector.matchLabels = java.util.Map.of("app", "web");
        spec.exec = new HookExec();
        spec.exec.command = List.of("sync");
        policy.getSpec().hooks = List.of(spec);
        ask(create(policy), "first");
        BackupRun ended = awaitRun("quiet", "first");
        assertThat(ended.getSpec().hooks)
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.name).isEqualTo("quiet");
                    assertThat(each.selector.matchLabels).containsEntry("app", "web");
                    assertThat(java.util.Objects.requireNonNull(each.exec).command)
                            .containsExactly("sync");
                });
        assertThat(ended.getStatus().phase).isEqualTo(RunPhase.SucceededWithWarnings);
        assertThat(ended.getStatus().hooks)
                .extracting(each -> each.target, each -> each.outcome, each -> each.reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("Pod web-1", "failed", "code 7"),
                        org.assertj.core.groups.Tuple.tuple("Pod web-0", "succeeded", ""));
    }

    private static PointDescription.Hook hook(String pod, String outcome, String reason) {
        return new PointDescription.Hook(
                "shop", "quiet", "Pod " + pod, "before", outcome, reason, 5);
    }

    @Test
    void aPolicyWithoutItsPresetSaysSo() {
        operator.start();
        ProtectionPolicy policy = policy("lost");
        policy.getSpec().preset = "nowhere";
        ProtectionPolicy seen =
                await(create(policy), each -> !each.getStatus().conditions.isEmpty());
        assertThat(seen.getStatus().conditions.getFirst().message)
                .isEqualTo("there is no PolicyPreset nowhere");
    }

    @Test
    void aPlanIsKeptWholeAndCarriedOutUnchanged() {
        operator.start();
        RestorePlan plan = create(plan("back"));
        RestorePlan ready = await(plan, each -> each.getStatus().phase == PlanPhase.Ready);
        assertThat(ready.getStatus().counts).isEqualTo(Map.of("Create", 1L));
        assertThat(ready.getStatus().items).hasSize(1);
        assertThat(ready.getStatus().configMaps).containsExactly("back-plan-0");
        RestoreRun run = create(restore("go", "back"));
        RestoreRun ended = await(run, each -> each.getStatus().phase == RunPhase.Succeeded);
        assertThat(ended.getStatus().done).isEqualTo(1);
        assertThat(ended.getStatus().digest).isEqualTo(ready.getStatus().digest);
        assertThat(standIns.carriedOut).hasSize(1);
        assertThat(Digests.sha256(standIns.carriedOut.getFirst().toJson()))
                .isEqualTo(ready.getStatus().digest);
    }

    @Test
    void aPlanThatWasTamperedWithIsNotCarriedOut() {
        operator.start();
        RestorePlan plan = create(plan("changed"));
        RestorePlan _ = await(plan, each -> each.getStatus().phase == PlanPhase.Ready);
        RestorePlan other = create(plan("other"));
        standIns.conflict = "not asked: another";
        RestorePlan _ = await(other, each -> each.getStatus().phase == PlanPhase.Ready);
        ConfigMap foreign = client.configMaps().inNamespace(HERE).withName("other-plan-0").get();
        ConfigMap _ =
                client.configMaps()
                        .inNamespace(HERE)
                        .withName("changed-plan-0")
                        .edit(before -> {
                            before.setBinaryData(Map.of("part.gz", tampered(foreign)));
                            return before;
                        });
        RestoreRun run = create(restore("never", "changed"));
        RestoreRun ended = await(run, each -> each.getStatus().phase == RunPhase.Failed);
        assertThat(ended.getStatus().message).contains("is not the one that was made");
        assertThat(standIns.carriedOut).isEmpty();
    }

    @Test
    void aPlanWithConflictsNeedsAWord() {
        standIns.conflict = "field is immutable";
        operator.start();
        RestorePlan plan = create(plan("risky"));
        RestorePlan _ = await(plan, each -> each.getStatus().phase == PlanPhase.ReadyWithConflicts);
        RestoreRun silent = create(restore("silent", "risky"));
        RestoreRun refused = await(silent, each -> each.getStatus().phase == RunPhase.Failed);
        assertThat(refused.getStatus().message).contains("nothing was changed");
        RestoreRun despite = restore("despite", "risky");
        despite.getSpec().despiteConflicts = true;
        RestoreRun _ = await(create(despite), each -> each.getStatus().phase == RunPhase.Succeeded);
    }

    @Test
    void aRepositoryThatIsAwaySaysSo() {
        operator.start();
        RepositoryRef ref = named(new RepositoryRef(), "vault");
        ref.getSpec().secretName = "profile";
        RepositoryRef seen = await(create(ref), each -> !each.getStatus().checkedTime.isEmpty());
        assertThat(seen.getStatus().reachable).isFalse();
        assertThat(seen.getStatus().conditions.getFirst().reason).isEqualTo("Away");
    }

    private static String tampered(ConfigMap foreign) {
        try {
            java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
            try (java.util.zip.GZIPOutputStream gzip = new java.util.zip.GZIPOutputStream(bytes)) {
                gzip.write(
                        foreign.getMetadata()
                                .getName()
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
            return java.util.Base64.getEncoder().encodeToString(bytes.toByteArray());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void ask(ProtectionPolicy policy, String value) {
        merge(
                policy,
                "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(Api.RUN_NOW, value));
    }

    /** The controller writes at the same time: a merge patch does not mind. */
    private void merge(HasMetadata object, String patch) {
        HasMetadata _ = client.resource(object).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private BackupRun awaitRun(String policy, String value) {
        String name =
                PolicyRuns.name(
                        policy,
                        dev.varve.k8s.resource.Trigger.RunNow,
                        java.time.Instant.EPOCH,
                        value);
        return Awaitility.await(name)
                .atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                client.resources(BackupRun.class)
                                        .inNamespace(HERE)
                                        .withName(name)
                                        .get(),
                        run -> run != null && NextStep.hasEnded(run.getStatus().phase));
    }

    private List<BackupRun> runs() {
        return client.resources(BackupRun.class).inNamespace(HERE).list().getItems();
    }

    private static BackupRun backup(String name, String policy) {
        BackupRun run = named(new BackupRun(), name);
        run.getSpec().repository = "vault";
        run.getSpec().policy = policy;
        return run;
    }

    private static ProtectionPolicy policy(String name) {
        ProtectionPolicy policy = named(new ProtectionPolicy(), name);
        policy.getSpec().repository = "vault";
        return policy;
    }

    private static RestorePlan plan(String name) {
        RestorePlan plan = named(new RestorePlan(), name);
        plan.getSpec().repository = "vault";
        plan.getSpec().point = StandIns.POINT.toString();
        return plan;
    }

    private static RestoreRun restore(String name, String plan) {
        RestoreRun run = named(new RestoreRun(), name);
        run.getSpec().plan = plan;
        return run;
    }

    private static <T extends HasMetadata> T named(T object, String name) {
        object.getMetadata().setName(name);
        object.getMetadata().setNamespace(HERE);
        return object;
    }

    private <T extends HasMetadata> T create(T object) {
        return client.resource(object).create();
    }

    private <T extends HasMetadata> T await(T object, java.util.function.Predicate<T> until) {
        Callable<T> newest = () -> client.resource(object).get();
        return Awaitility.await(object.getKind() + " " + object.getMetadata().getName())
                .atMost(Duration.ofSeconds(30))
                .until(newest, each -> each != null && until.test(each));
    }
}
