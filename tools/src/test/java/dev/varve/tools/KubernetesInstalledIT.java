package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.kube.CustomKinds;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.resource.BackupRun;
import dev.varve.k8s.resource.PlanPhase;
import dev.varve.k8s.resource.RepositoryRef;
import dev.varve.k8s.resource.RestorePlan;
import dev.varve.k8s.resource.RestoreRun;
import dev.varve.k8s.resource.RunPhase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The controller as the manifests install it, in Pods of a full cluster. Skipped unless one is
 * named ({@link FullCluster}) in which it is not installed.
 */
@ExtendWith(KubeServer.Extension.class)
@ResourceLock("Kubernetes")
class KubernetesInstalledIT {
    private static final String HOME = "varve";
    private static final String IMAGE = "varve:0.1.0";

    /** Set before each test. */
    @SuppressWarnings("NullAway.Init")
    private CustomKinds kinds;

    @SuppressWarnings("NullAway.Init")
    private KubernetesClient client;

    @SuppressWarnings("NullAway.Init")
    private Cluster cluster;

    @SuppressWarnings("NullAway.Init")
    private Objects objects;

    @SuppressWarnings("NullAway.Init")
    private ClaimedApplication application;

    private final List<HasMetadata> installed = new ArrayList<>();

    @BeforeEach
    void install(KubeServer server) throws Exception {
        FullCluster.assume();
        kinds = CustomKinds.install(server);
        client = kinds.client();
        assumeTrue(
                client.namespaces().withName(HOME).get() == null,
                "namespace " + HOME + " is there: what is in it is not this test's");
        cluster = server.admin();
        objects = new Objects(cluster);
        application = new ClaimedApplication(cluster, objects);
        Path root = Path.of(System.getProperty("varve.root", ".."));
        String manifest =
                Files.readString(root.resolve("k8s-collector/deploy/manifests/varve-cluster.yaml"))
                        .replace(IMAGE, FullCluster.IMAGE);
        for (String document : manifest.split("\n---\n", -1)) {
            installed.add(
                    make(client.getKubernetesSerialization().<HasMetadata>unmarshal(document)));
        }
        FullCluster.makeProfile(objects, HOME, "varve-profile");
    }

    @AfterEach
    void deleteAll() throws Exception {
        if (application != null) {
            application.drop();
            for (HasMetadata each : installed.reversed()) {
                var _ = client.resource(each).delete();
            }
            Awaitility.await("the end of what was installed")
                    .atMost(FullCluster.LIMIT)
                    .until(() -> client.namespaces().withName(HOME).get() == null);
            cluster.close();
        }
        if (kinds != null) {
            kinds.close();
        }
    }

    @Test
    void anApplicationIsBackedUpAndComesBackWithItsData() throws Exception {
        application.openFiles();
        String before = application.fill("/data/file");
        RepositoryRef vault = named(new RepositoryRef(), "vault");
        vault.getSpec().secretName = "varve-profile";
        make(vault);
        BackupRun backup = named(new BackupRun(), "first");
        backup.getSpec().repository = "vault";
        backup.getSpec().scope.namespaces = List.of(application.namespace());

        BackupRun taken = await(make(backup), run -> hasEnded(run.getStatus().phase));

        assertThat(taken.getStatus().phase)
                .as(taken.getStatus().message + taken.getStatus().warnings)
                .isEqualTo(RunPhase.Succeeded);
        assertThat(taken.getStatus().volumes).hasSize(1);
        application.deleteAll();
        RestoreRun back = restore(taken.getStatus().pointId);
        assertThat(back.getStatus().phase)
                .as(back.getStatus().message + back.getStatus().warnings)
                .isEqualTo(RunPhase.Succeeded);
        assertThat(application.sum("/data/file")).isEqualTo(before);
    }

    private RestoreRun restore(String point) throws IOException, InterruptedException {
        RestorePlan plan = named(new RestorePlan(), "back");
        plan.getSpec().repository = "vault";
        plan.getSpec().point = point;
        plan.getSpec().serviceAccountName = restorer();
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

    /** A ServiceAccount that may make what a restore makes; the controller's own may not. */
    private String restorer() throws IOException, InterruptedException {
        ObjectNode _ =
                objects.create(
                        "{apiVersion: 'v1', kind: 'ServiceAccount', metadata: {namespace: '%s', name: 'restorer'}}"
                                .formatted(HOME));
        installed.add(
                make(
                        client.getKubernetesSerialization()
                                .<HasMetadata>unmarshal(
                                        """
                                        apiVersion: rbac.authorization.k8s.io/v1
                                        kind: ClusterRoleBinding
                                        metadata: {name: varve-test-restorer}
                                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
                                        subjects: [{kind: ServiceAccount, name: restorer, namespace: varve}]
                                        """)));
        return "restorer";
    }

    private static boolean hasEnded(RunPhase phase) {
        return phase != RunPhase.Queued && phase != RunPhase.Running;
    }

    private static <T extends HasMetadata> T named(T object, String name) {
        object.getMetadata().setName(name);
        object.getMetadata().setNamespace(HOME);
        return object;
    }

    private <T extends HasMetadata> T make(T object) {
        return client.resource(object).create();
    }

    private <T extends HasMetadata> T await(T object, Predicate<T> until) {
        return Awaitility.await(object.getKind() + " " + object.getMetadata().getName())
                .atMost(FullCluster.LIMIT)
                .until(
                        () -> client.resource(object).get(),
                        each -> each != null && until.test(each));
    }
}
