package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.k8s.kube.CustomKinds;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.resource.BackupRun;
import dev.varve.k8s.resource.ClusterObjects;
import dev.varve.k8s.resource.PlanPhase;
import dev.varve.k8s.resource.RepositoryRef;
import dev.varve.k8s.resource.RestorePlan;
import dev.varve.k8s.resource.RestoreRun;
import dev.varve.k8s.resource.RunPhase;
import dev.varve.k8s.resource.VolumeItem;
import dev.varve.k8s.resource.VolumePath;
import dev.varve.k8s.resource.VolumeTask;
import dev.varve.k8s.volume.PlayedCsiDriver;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The data of claims by the controller: its process, a daemon, real movers and a real API server.
 * The controller has the rights of the manifests; the CSI driver and the kubelet are played.
 */
@ExtendWith(KubeServer.Extension.class)
@ResourceLock("Kubernetes")
class ControllerVolumesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String MARK = "varve.dev/run";

    @TempDir Path work = Path.of("");
    private Scripted varve = new Scripted(work);
    private CustomKinds kinds;
    private KubernetesClient client;
    private PlayedCsiDriver driver;
    private String home = "";
    private String tenant = "";
    private String movers = "";
    private String administrator = "";
    private String kubeconfig = "";
    private InstalledRights rights;
    private final List<HasMetadata> bound = new ArrayList<>();
    private Process controller;

    @BeforeEach
    void open(KubeServer server) throws Exception {
        assumeTrue(
                server.keepsCustomObjects(),
                "this build of the API server ends at the first object of a custom kind");
        varve = new Scripted(work);
        administrator = server.kubeconfig().toString();
        Path data = work.resolve("data");
        int port = Scripted.freePort();
        Process _ = varve.serve(data, port, Scripted.freePort());
        Path profile = work.resolve("profile.json");
        varve.enroll("collector", data.toString(), port, profile.toString());
        kinds = CustomKinds.install(server);
        client = kinds.client();
        home = kinds.namespace();
        tenant = home + "-tenant";
        movers = home + "-movers";
        for (String namespace : List.of(tenant, movers)) {
            namespace(namespace);
        }
        for (String namespace : List.of(home, tenant)) {
            repository(namespace, profile);
        }
        rights = new InstalledRights(client, home, movers);
        kubeconfig = rights.install(server.kubeconfig(), work.resolve("kubeconfig")).toString();
        driver = PlayedCsiDriver.on(server, new MoverProcess(varve, client, work));
        controller = control();
    }

    @AfterEach
    void close() throws Exception {
        varve.close();
        if (driver != null) {
            for (String namespace : List.of(tenant, movers)) {
                var _ = client.namespaces().withName(namespace).delete();
            }
            Awaitility.await("the end of the namespaces")
                    .atMost(PATIENCE)
                    .until(() -> client.namespaces().withName(tenant).get() == null);
            driver.close();
        }
        for (HasMetadata each : bound) {
            var _ = client.resource(each).delete();
        }
        if (rights != null) {
            rights.close();
        }
        if (kinds != null) {
            kinds.close();
        }
    }

    @Test
    void aRunTakesTheDataOfAClaimAndARestoreBringsItBack() throws Exception {
        claim("data");
        driver.write(tenant, "data", "what must come back");

        BackupRun run = await(make(backup("first")), ControllerVolumesIT::ended);

        assertThat(run.getStatus().phase)
                .as(run.getStatus().message + run.getStatus().warnings)
                .isEqualTo(RunPhase.Succeeded);
        VolumeItem item = run.getStatus().volumes.getFirst();
        assertThat(item.claim).isEqualTo(tenant + "/data");
        assertThat(item.path).isEqualTo(VolumePath.Snapshot);
        assertThat(item.consistency).isEqualTo("crash");
        assertThat(item.bytes).isEqualTo("what must come back".length());
        assertThat(tasks("first"))
                .singleElement()
                .satisfies(task -> {
                    assertThat(task.getStatus().phase).isEqualTo(RunPhase.Succeeded);
                    assertThat(task.getStatus().pod).startsWith("varve-mover-data-");
                    assertThat(task.getStatus().doneBytes).isEqualTo(item.bytes);
                });
        assertThat(marked()).isEmpty();

        drop("data");
        RestoreRun restored = restore(run.getStatus().pointId);

        assertThat(restored.getStatus().phase)
                .as(restored.getStatus().message + restored.getStatus().warnings)
                .isEqualTo(RunPhase.Succeeded);
        assertThat(driver.read(tenant, "data")).isEqualTo("what must come back");
        assertThat(marked()).isEmpty();
    }

    @Test
    void aTenantsRunCutsWhatItsServiceAccountMayCutAndNothingElse() throws Exception {
        claim("data");
        driver.write(tenant, "data", "the tenant's");
        account(tenant, "backup");
        grant("runs", "varve.dev", "backupruns", "create");
        grant("reads", "*", "*", "get", "list");

        BackupRun refused = await(make(tenants("refused")), ControllerVolumesIT::ended);
        assertThat(refused.getStatus().phase).isEqualTo(RunPhase.SucceededWithWarnings);
        assertThat(refused.getStatus().volumesWithoutData).isEqualTo(1);
        assertThat(refused.getStatus().volumes.getFirst().problem)
                .contains("volumesnapshots.snapshot.storage.k8s.io is forbidden")
                .contains("system:serviceaccount:" + tenant + ":backup");
        grant("snapshots", "snapshot.storage.k8s.io", "volumesnapshots", "create", "delete");
        BackupRun taken = await(make(tenants("taken")), ControllerVolumesIT::ended);

        // It may not read the Namespace itself, which is a warning and no volume.
        assertThat(taken.getStatus().volumesWithoutData)
                .as(taken.getStatus().message + taken.getStatus().warnings)
                .isZero();
        assertThat(taken.getStatus().pointId).isNotEmpty();
        assertThat(taken.getStatus().volumes.getFirst().bytes).isEqualTo("the tenant's".length());
        assertThat(marked()).isEmpty();
    }

    private BackupRun tenants(String name) {
        BackupRun run = backup(name);
        run.getMetadata().setNamespace(tenant);
        run.getSpec().serviceAccountName = "backup";
        run.getSpec().scope.clusterObjects = ClusterObjects.None;
        return run;
    }

    @Test
    void aControllerThatDiesWhileAMoverRunsLeavesItsRunToTheNextAndNoOrphan() throws Exception {
        claim("data");
        driver.write(tenant, "data", "read once");
        driver.behave(PlayedCsiDriver.Movers.HANG);
        BackupRun run = make(backup("interrupted"));
        awaitMover("interrupted");

        kill();
        driver.behave(PlayedCsiDriver.Movers.WELL);
        controller = control();
        BackupRun ended = await(run, ControllerVolumesIT::ended);

        assertThat(ended.getStatus().phase)
                .as(ended.getStatus().message + ended.getStatus().warnings)
                .isEqualTo(RunPhase.Succeeded);
        assertThat(ended.getStatus().attempts).isEqualTo(2);
        assertThat(ended.getStatus().volumes).hasSize(1);
        assertThat(driver.cuts()).as("it went on from its journal").isEqualTo(1);
        assertThat(marked()).isEmpty();
        Awaitility.await("the end of the snapshot").atMost(PATIENCE).until(() -> driver.holds(1));
    }

    @Test
    void aRunWhoseJournalIsLostBeginsAnewAndLeavesNothingBehind() throws Exception {
        claim("data");
        driver.write(tenant, "data", "read anew");
        driver.behave(PlayedCsiDriver.Movers.HANG);
        BackupRun run = make(backup("forgotten"));
        awaitMover("forgotten");

        kill();
        Files.delete(journal(run));
        driver.behave(PlayedCsiDriver.Movers.WELL);
        controller = control();
        BackupRun ended = await(run, ControllerVolumesIT::ended);

        assertThat(ended.getStatus().phase)
                .as(ended.getStatus().message + ended.getStatus().warnings)
                .isEqualTo(RunPhase.Succeeded);
        assertThat(driver.cuts()).isEqualTo(2);
        assertThat(marked()).isEmpty();
        Awaitility.await("the end of the snapshots").atMost(PATIENCE).until(() -> driver.holds(1));
    }

    @Test
    void aJournalThatIsOlderThanWhatAnotherLeaderDidIsNotGoneOnWith() throws Exception {
        claim("data");
        driver.write(tenant, "data", "read by the second");
        driver.behave(PlayedCsiDriver.Movers.HANG);
        BackupRun run = make(backup("passed-on"));
        awaitMover("passed-on");
        kill();
        Path old = Files.move(journal(run), work.resolve("old"));
        controller = control();
        Awaitility.await("a second cut").atMost(PATIENCE).until(() -> driver.cuts() == 2);
        kill();

        Path _ = Files.move(old, journal(run), StandardCopyOption.REPLACE_EXISTING);
        driver.behave(PlayedCsiDriver.Movers.WELL);
        controller = control();
        BackupRun ended = await(run, ControllerVolumesIT::ended);

        assertThat(ended.getStatus().phase)
                .as(ended.getStatus().message + ended.getStatus().warnings)
                .isEqualTo(RunPhase.Succeeded);
        assertThat(driver.cuts()).isEqualTo(3);
        assertThat(marked()).isEmpty();
        Awaitility.await("the end of the snapshots").atMost(PATIENCE).until(() -> driver.holds(1));
    }

    @Test
    void whatARunLeftThatIsGoneIsSweptByWhoeverLeadsNext() throws Exception {
        claim("data");
        driver.write(tenant, "data", "nobody's");
        driver.behave(PlayedCsiDriver.Movers.HANG);
        BackupRun run = make(backup("deleted"));
        awaitMover("deleted");

        kill();
        var _ = client.resource(run).delete();
        assertThat(marked()).isNotEmpty();
        controller = control();

        Awaitility.await("the sweep").atMost(PATIENCE).until(() -> marked().isEmpty());
        Awaitility.await("the end of the snapshot").atMost(PATIENCE).until(() -> driver.holds(1));
        Awaitility.await("the end of the journal")
                .atMost(PATIENCE)
                .until(() -> Files.notExists(journal(run)));
    }

    @Test
    void theCommandTakesBackWhatADeadControllerLeft() throws Exception {
        claim("data");
        driver.write(tenant, "data", "nobody's");
        driver.behave(PlayedCsiDriver.Movers.HANG);
        BackupRun _ = make(backup("abandoned"));
        awaitMover("abandoned");
        kill();

        JsonNode careful = sweep();
        assertThat(careful.get("removed")).isEmpty();
        assertThat(careful.get("runsElsewhere")).hasSize(1);
        JsonNode swept = sweep("--elsewhere");

        assertThat(swept.get("removed")).isNotEmpty();
        assertThat(swept.get("kept")).isEmpty();
        assertThat(marked()).isEmpty();
        Awaitility.await("the end of the snapshot").atMost(PATIENCE).until(() -> driver.holds(1));
    }

    private JsonNode sweep(String... more) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "k8s",
                                "sweep",
                                "--controller",
                                home,
                                "--mover-namespace",
                                movers,
                                "--kubeconfig",
                                administrator,
                                "--json"));
        command.addAll(List.of(more));
        return varve.json(command.toArray(String[]::new));
    }

    private void kill() {
        controller.descendants().forEach(ProcessHandle::destroyForcibly);
        controller.destroyForcibly().onExit().join();
    }

    private void awaitMover(String run) {
        Awaitility.await("a mover that runs")
                .atMost(PATIENCE)
                .until(() -> tasks(run).stream().anyMatch(task -> !task.getStatus().pod.isEmpty()));
    }

    private RestoreRun restore(String point) {
        RestorePlan plan = named(new RestorePlan(), "back");
        plan.getSpec().repository = "vault";
        plan.getSpec().point = point;
        plan.getSpec().serviceAccountName = restorer();
        plan.getSpec().objects = List.of("PersistentVolumeClaim/" + tenant + "/data");
        RestorePlan ready =
                await(
                        make(plan),
                        each ->
                                each.getStatus().phase != PlanPhase.Queued
                                        && each.getStatus().phase != PlanPhase.Planning);
        assertThat(ready.getStatus().phase)
                .as(ready.getStatus().message)
                .isEqualTo(PlanPhase.Ready);
        RestoreRun run = named(new RestoreRun(), "back");
        run.getSpec().plan = "back";
        return await(make(run), each -> hasEnded(each.getStatus().phase));
    }

    /** As the chart's clusterAdminRestores. */
    private String restorer() {
        account(home, "varve-restore");
        bound.add(
                make(
                        new ClusterRoleBindingBuilder()
                                .withNewMetadata()
                                .withName("varve-restore-" + home)
                                .endMetadata()
                                .withNewRoleRef(
                                        "rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                                .addNewSubject("", "ServiceAccount", "varve-restore", home)
                                .build()));
        return "varve-restore";
    }

    private void account(String namespace, String name) {
        make(
                new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .build());
    }

    private void grant(String name, String group, String resource, String... verbs) {
        make(
                new RoleBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(tenant)
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups(group)
                        .withResources(resource)
                        .withVerbs(verbs)
                        .endRule()
                        .build());
        make(
                new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(tenant)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", name)
                        .addNewSubject("", "ServiceAccount", "backup", tenant)
                        .build());
    }

    private Process control() throws IOException {
        return varve.ready(
                "k8s",
                "controller",
                "--cluster",
                "test",
                "--kubeconfig",
                kubeconfig,
                "--home",
                home,
                "--namespace",
                home,
                "--namespace",
                tenant,
                "--mover-image",
                "varve.test/varve:1",
                "--mover-namespace",
                movers,
                "--state-dir",
                work.resolve("journals").toString(),
                "--health-port",
                "0");
    }

    /** Every object with marks of a run, in the namespaces of this test and outside of any. */
    private List<String> marked() {
        List<HasMetadata> all = new ArrayList<>();
        all.addAll(client.pods().inAnyNamespace().withLabel(MARK).list().getItems());
        all.addAll(client.secrets().inAnyNamespace().withLabel(MARK).list().getItems());
        all.addAll(
                client.persistentVolumeClaims().inAnyNamespace().withLabel(MARK).list().getItems());
        all.addAll(client.persistentVolumes().withLabel(MARK).list().getItems());
        for (String kind : List.of("VolumeSnapshot", "VolumeSnapshotContent")) {
            all.addAll(
                    client.genericKubernetesResources("snapshot.storage.k8s.io/v1", kind)
                            .inAnyNamespace()
                            .withLabel(MARK)
                            .list()
                            .getItems());
        }
        return all.stream()
                .map(each -> each.getKind() + " " + each.getMetadata().getName())
                .toList();
    }

    private List<VolumeTask> tasks(String run) {
        return client.resources(VolumeTask.class).inNamespace(home).list().getItems().stream()
                .filter(task -> task.getSpec().run.equals(run))
                .toList();
    }

    private BackupRun backup(String name) {
        BackupRun run = named(new BackupRun(), name);
        run.getSpec().repository = "vault";
        run.getSpec().scope.namespaces = List.of(tenant);
        return run;
    }

    private void claim(String name) {
        make(
                client.getKubernetesSerialization()
                        .<HasMetadata>unmarshal(
                                """
                                apiVersion: v1
                                kind: PersistentVolumeClaim
                                metadata: {name: %s, namespace: %s}
                                spec:
                                  storageClassName: %s
                                  accessModes: [ReadWriteOnce]
                                  resources: {requests: {storage: 1Gi}}
                                """
                                        .formatted(name, tenant, PlayedCsiDriver.AT_ONCE)));
    }

    private void drop(String name) {
        var _ = client.persistentVolumeClaims().inNamespace(tenant).withName(name).delete();
        Awaitility.await("the end of claim " + name)
                .atMost(PATIENCE)
                .until(() -> claims().isEmpty());
    }

    private List<PersistentVolumeClaim> claims() {
        return client.persistentVolumeClaims().inNamespace(tenant).list().getItems();
    }

    private void namespace(String name) {
        make(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build());
        Awaitility.await("the ServiceAccount of " + name)
                .atMost(PATIENCE)
                .until(() ->
                        client.serviceAccounts().inNamespace(name).withName("default").get()
                                != null);
    }

    private void repository(String namespace, Path profile) throws IOException {
        make(
                new SecretBuilder()
                        .withNewMetadata()
                        .withName("profile")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withData(
                                Map.of(
                                        "profile.json",
                                        Base64.getEncoder()
                                                .encodeToString(Files.readAllBytes(profile))))
                        .build());
        RepositoryRef ref = named(new RepositoryRef(), "vault");
        ref.getMetadata().setNamespace(namespace);
        ref.getSpec().secretName = "profile";
        make(ref);
    }

    private Path journal(BackupRun run) {
        return work.resolve("journals/acts").resolve(run.getMetadata().getUid() + ".acts");
    }

    private static boolean ended(BackupRun run) {
        return hasEnded(run.getStatus().phase);
    }

    private static boolean hasEnded(RunPhase phase) {
        return phase != RunPhase.Queued && phase != RunPhase.Running;
    }

    private <T extends HasMetadata> T named(T object, String name) {
        object.getMetadata().setName(name);
        object.getMetadata().setNamespace(home);
        return object;
    }

    private <T extends HasMetadata> T make(T object) {
        return client.resource(object).create();
    }

    private <T extends HasMetadata> T await(T object, Predicate<T> until) {
        return Awaitility.await(object.getKind() + " " + object.getMetadata().getName())
                .atMost(PATIENCE)
                .until(
                        () -> client.resource(object).get(),
                        each -> each != null && until.test(each));
    }
}
