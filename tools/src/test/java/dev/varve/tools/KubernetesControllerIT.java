package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.varve.k8s.kube.CustomKinds;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.resource.Api;
import dev.varve.k8s.resource.Application;
import dev.varve.k8s.resource.BackupRun;
import dev.varve.k8s.resource.PlanPhase;
import dev.varve.k8s.resource.ProtectionPolicy;
import dev.varve.k8s.resource.RepositoryRef;
import dev.varve.k8s.resource.RestorePlan;
import dev.varve.k8s.resource.RestorePoint;
import dev.varve.k8s.resource.RestoreRun;
import dev.varve.k8s.resource.RunPhase;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

/** The controller as a process, a daemon as another, and a real API server between them. */
@ExtendWith(KubeServer.Extension.class)
@ResourceLock("Kubernetes")
class KubernetesControllerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir Path work = Path.of("");
    private Scripted varve = Scripted.inProcess(work);
    private CustomKinds kinds;
    private KubernetesClient client;
    private String home = "";
    private String tenant = "";
    private String kubeconfig = "";
    private Path data = Path.of("");
    private int port;
    private Process daemon;
    private Process controller;

    @BeforeEach
    void open(KubeServer server) throws Exception {
        assumeTrue(
                server.keepsCustomObjects(),
                "this build of the API server ends at the first object of a custom kind");
        varve = Scripted.inProcess(work);
        kubeconfig = server.kubeconfig().toString();
        data = work.resolve("data");
        port = Scripted.freePort();
        daemon = varve.serve(data, port, Scripted.freePort());
        Path profile = work.resolve("profile.json");
        varve.enroll("collector", data.toString(), port, profile.toString());
        kinds = CustomKinds.install(server);
        client = kinds.client();
        home = kinds.namespace();
        tenant = home + "-tenant";
        make(
                new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(tenant)
                        .addToLabels("team", home)
                        .endMetadata()
                        .build());
        settings("settings", "before");
        for (String namespace : List.of(home, tenant)) {
            repository(namespace, profile);
        }
        controller = control();
    }

    @AfterEach
    void close() {
        varve.close();
        if (kinds != null) {
            var _ = client.namespaces().withName(tenant).delete();
            kinds.close();
        }
    }

    @Test
    void aPolicyBacksUpAndAPlanBringsItBack() throws Exception {
        BackupRun run = backUp("first");
        assertThat(run.getStatus().phase).isEqualTo(RunPhase.Succeeded);
        assertThat(run.getStatus().namespaces).containsExactly(tenant);
        RestorePoint point =
                Awaitility.await("the point's view")
                        .atMost(PATIENCE)
                        .until(() -> points(home), each -> each.size() == 1)
                        .getFirst();
        assertThat(point.getSpec().pointId).isEqualTo(run.getStatus().pointId);
        assertThat(client.configMaps().inNamespace(tenant).withName("settings").delete())
                .isNotEmpty();

        RestorePlan plan = named(new RestorePlan(), home, "back");
        plan.getSpec().repository = "vault";
        plan.getSpec().point = point.getMetadata().getName();
        plan.getSpec().kinds = List.of("configmaps");
        RestorePlan ready = await(make(plan), each -> isReady(each.getStatus().phase));
        assertThat(ready.getStatus().phase).isEqualTo(PlanPhase.Ready);
        RestoreRun restore = named(new RestoreRun(), home, "back");
        restore.getSpec().plan = "back";
        RestoreRun ended = await(make(restore), each -> hasEnded(each.getStatus().phase));

        assertThat(ended.getStatus().phase)
                .as(ended.getStatus().message)
                .isEqualTo(RunPhase.Succeeded);
        assertThat(ended.getStatus().done).isEqualTo(1);
        assertThat(text("settings")).isEqualTo("before");
        assertThat(varve.terminate(controller)).isZero();
    }

    @Test
    void aRunIsQueuedWhileTheDaemonIsAwayAndSurvivesTheControllersDeath() throws Exception {
        assertThat(varve.terminate(daemon)).isZero();
        ask("patient");
        BackupRun waiting =
                Awaitility.await("a run that waits")
                        .atMost(PATIENCE)
                        .until(this::newest, each -> each.getStatus().attempts > 0);
        BackupRun queued = await(waiting, each -> each.getStatus().phase == RunPhase.Queued);
        assertThat(queued.getStatus().nextAttemptTime).isNotEmpty();
        controller.descendants().forEach(ProcessHandle::destroyForcibly);
        controller.destroyForcibly();
        daemon = varve.serve(data, port, Scripted.freePort());
        controller = control();
        BackupRun ended = await(queued, each -> hasEnded(each.getStatus().phase));
        assertThat(ended.getStatus().phase).isEqualTo(RunPhase.Succeeded);
    }

    @Test
    void aNamespaceThatComesToFitJoinsTheNextRunAndOneThatLeftIsReported() throws Exception {
        BackupRun first = backUp("first");
        assertThat(first.getStatus().namespaces).containsExactly(tenant);
        String other = home + "-other";
        make(
                new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(other)
                        .addToLabels("team", home)
                        .endMetadata()
                        .build());
        var _ =
                client.namespaces()
                        .withName(tenant)
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"metadata\":{\"labels\":{\"team\":null}}}");
        BackupRun second = backUp("second");
        var _ = client.namespaces().withName(other).delete();
        assertThat(second.getStatus().namespacesJoined).containsExactly(other);
        assertThat(second.getStatus().namespacesLeft).containsExactly(tenant);
        assertThat(second.getStatus().phase).isEqualTo(RunPhase.SucceededWithWarnings);
    }

    @Test
    void aTenantsRunDoesWhatItsServiceAccountMayAndNothingMore() throws Exception {
        BackupRun refused = await(make(tenantRun("refused")), this::ended);
        assertThat(refused.getStatus().phase).isEqualTo(RunPhase.Failed);
        assertThat(refused.getStatus().message)
                .contains("ServiceAccount backup of namespace " + tenant)
                .contains("may not create backupruns.varve.dev there");
        grant(List.of("varve.dev"), List.of("backupruns"), List.of("create"), "runs");
        grant(List.of("*"), List.of("*"), List.of("get", "list"), "reads");
        BackupRun taken = await(make(tenantRun("taken")), this::ended);
        assertThat(taken.getStatus().pointId).isNotEmpty();
        assertThat(taken.getStatus().objects).isPositive();
        BackupRun elsewhere = tenantRun("elsewhere");
        elsewhere.getSpec().scope.namespaces = List.of("kube-system");
        BackupRun empty = await(make(elsewhere), this::ended);
        assertThat(empty.getStatus().objects).isZero();
        assertThat(empty.getStatus().phase).isNotEqualTo(RunPhase.Succeeded);
    }

    @Test
    void applicationsAreFoundByTheirMetadata() throws Exception {
        make(
                client.getKubernetesSerialization()
                        .<HasMetadata>unmarshal(
                                """
                                apiVersion: v1
                                kind: PersistentVolumeClaim
                                metadata:
                                  name: data
                                  namespace: %s
                                  labels: {app.kubernetes.io/part-of: shop}
                                spec:
                                  accessModes: [ReadWriteOnce]
                                  resources: {requests: {storage: 1Gi}}
                                """
                                        .formatted(tenant)));
        Application found =
                Awaitility.await("the application")
                        .atMost(PATIENCE)
                        .until(
                                () ->
                                        client.resources(Application.class)
                                                .inNamespace(tenant)
                                                .withName("partof-shop")
                                                .get(),
                                each -> each != null && each.getStatus().volumeClaims == 1);
        assertThat(found.getSpec().selector).isEqualTo("app.kubernetes.io/part-of=shop");
        var _ = client.persistentVolumeClaims().inNamespace(tenant).withName("data").delete();
        Awaitility.await("its end")
                .atMost(PATIENCE)
                .until(() ->
                        client.resources(Application.class)
                                .inNamespace(tenant)
                                .list()
                                .getItems()
                                .isEmpty());
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
                "--state-dir",
                work.resolve("journals").toString(),
                "--health-port",
                "0");
    }

    private BackupRun backUp(String token) throws IOException {
        int before = runs().size();
        ask(token);
        return Awaitility.await("run " + token)
                .atMost(PATIENCE)
                .until(this::newest, each -> runs().size() > before && ended(each));
    }

    private void ask(String token) {
        ProtectionPolicy policy = named(new ProtectionPolicy(), home, "shop");
        policy.getSpec().repository = "vault";
        policy.getSpec().scope.namespaceSelector = "team=" + home;
        if (client.resource(policy).get() == null) {
            make(policy);
        }
        HasMetadata _ =
                client.resource(policy)
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}"
                                        .formatted(Api.RUN_NOW, token));
    }

    private BackupRun tenantRun(String name) {
        BackupRun run = named(new BackupRun(), tenant, name);
        run.getSpec().repository = "vault";
        run.getSpec().serviceAccountName = "backup";
        run.getSpec().scope.namespaces = List.of(tenant);
        return run;
    }

    private void grant(
            List<String> groups, List<String> resources, List<String> verbs, String name) {
        if (client.serviceAccounts().inNamespace(tenant).withName("backup").get() == null) {
            make(
                    new ServiceAccountBuilder()
                            .withNewMetadata()
                            .withName("backup")
                            .withNamespace(tenant)
                            .endMetadata()
                            .build());
        }
        make(
                new RoleBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(tenant)
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups(groups)
                        .withResources(resources)
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
        RepositoryRef ref = named(new RepositoryRef(), namespace, "vault");
        ref.getSpec().secretName = "profile";
        make(ref);
    }

    private void settings(String name, String text) {
        make(
                new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(tenant)
                        .endMetadata()
                        .withData(Map.of("text", text))
                        .build());
    }

    private String text(String name) {
        ConfigMap map = client.configMaps().inNamespace(tenant).withName(name).get();
        return map == null ? "" : map.getData().getOrDefault("text", "");
    }

    private List<RestorePoint> points(String namespace) {
        return client.resources(RestorePoint.class).inNamespace(namespace).list().getItems();
    }

    private List<BackupRun> runs() {
        return client.resources(BackupRun.class).inNamespace(home).list().getItems();
    }

    private BackupRun newest() {
        return runs().stream()
                .max(
                        java.util.Comparator.comparing(each ->
                                each.getMetadata().getCreationTimestamp()
                                        + each.getStatus().startTime))
                .orElseGet(BackupRun::new);
    }

    private boolean ended(BackupRun run) {
        return hasEnded(run.getStatus().phase);
    }

    private static boolean hasEnded(RunPhase phase) {
        return phase != RunPhase.Queued && phase != RunPhase.Running;
    }

    private static boolean isReady(PlanPhase phase) {
        return phase != PlanPhase.Queued && phase != PlanPhase.Planning;
    }

    private static <T extends HasMetadata> T named(T object, String namespace, String name) {
        object.getMetadata().setName(name);
        object.getMetadata().setNamespace(namespace);
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
