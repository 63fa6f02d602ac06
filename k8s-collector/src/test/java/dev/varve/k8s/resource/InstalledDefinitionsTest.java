package dev.varve.k8s.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.varve.k8s.kube.CustomKinds;
import dev.varve.k8s.kube.KubeServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The committed CRDs on a real API server. */
@ExtendWith(KubeServer.Extension.class)
@ResourceLock("Kubernetes")
class InstalledDefinitionsTest {
    private static final String NOT_KEPT =
            "this build of the API server ends at the first object of a custom kind";

    private CustomKinds kinds;
    private KubernetesClient client;

    @BeforeEach
    void install(KubeServer server) throws Exception {
        kinds = CustomKinds.install(server);
        client = kinds.client();
    }

    @AfterEach
    void close() {
        kinds.close();
    }

    @Test
    void everyDefinitionIsEstablishedWithAllNamesAndNoComplaint() {
        assertThat(kinds.definitions()).hasSize(13);
        assertThat(kinds.definitions())
                .allSatisfy(crd ->
                        assertThat(crd.getStatus().getConditions())
                                .anySatisfy(each -> {
                                    assertThat(each.getType()).isEqualTo("Established");
                                    assertThat(each.getStatus()).isEqualTo("True");
                                })
                                .noneMatch(each -> each.getType().equals("NonStructuralSchema")));
    }

    @Test
    void defaultsAreFilledInAndNonsenseIsRefused(KubeServer server) throws Exception {
        assumeTrue(server.keepsCustomObjects(), NOT_KEPT);
        ProtectionPolicy policy = policy("every-night");
        policy.getSpec().when = new SchedulePart();
        policy.getSpec().when.schedule = "not a schedule";
        assertThatThrownBy(() -> client.resource(policy).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("spec.when.schedule");
        policy.getSpec().when.schedule = "30 2 * * *";
        ProtectionPolicy made = client.resource(policy).create();
        assertThat(made.getSpec().scope.clusterObjects).isEqualTo(ClusterObjects.Related);
        assertThat(made.getSpec().streams).isEqualTo(1);
    }

    @Test
    void aHookDoesOneThingAndItsRunMayNotChangeIt(KubeServer server) throws Exception {
        assumeTrue(server.keepsCustomObjects(), NOT_KEPT);
        assumeTrue(kinds.checksRules(), "this API server does not check rules in schemas");
        BackupRun run = new BackupRun();
        run.getMetadata().setName("with-hooks");
        run.getMetadata().setNamespace(kinds.namespace());
        run.getSpec().repository = "vault";
        HookSpec hook = new HookSpec();
        hook.name = "quiet";
        hook.selector.namespaces = List.of("shop");
        run.getSpec().hooks = List.of(hook);
        assertThatThrownBy(() -> client.resource(run).create())
                .hasMessageContaining("exactly one of exec, http, job and scale");
        hook.job = new HookJob();
        hook.job.template =
                new com.fasterxml.jackson.databind.ObjectMapper()
                        .readTree("{\"spec\": {\"template\": {\"spec\": {\"containers\": []}}}}");
        run.getSpec().hooks = List.of(hook, hook);
        assertThatThrownBy(() -> client.resource(run).create())
                .hasMessageContaining("names of hooks are unique");
        run.getSpec().hooks = List.of(hook);
        BackupRun made = client.resource(run).create();
        assertThat(java.util.Objects.requireNonNull(made.getSpec().hooks.getFirst().job).template)
                .isEqualTo(hook.job.template);
        assertThatThrownBy(() ->
                        client.resource(made)
                                .edit(before -> {
                                    before.getSpec().hooks.getFirst().order = 7;
                                    return before;
                                }))
                .hasMessageContaining("may not change");
    }

    @Test
    void theSpecOfARunMayNotChangeButForCancel(KubeServer server) throws Exception {
        assumeTrue(server.keepsCustomObjects(), NOT_KEPT);
        BackupRun run = new BackupRun();
        run.getMetadata().setName("by-hand");
        run.getMetadata().setNamespace(kinds.namespace());
        run.getSpec().repository = "vault";
        BackupRun made = client.resource(run).create();
        assumeTrue(kinds.checksRules(), "this API server does not check rules in schemas");
        assertThatThrownBy(() ->
                        client.resource(made)
                                .edit(before -> {
                                    before.getSpec().repository = "another";
                                    return before;
                                }))
                .hasMessageContaining("may not change");
        assertThatThrownBy(() ->
                        client.resource(made)
                                .edit(before -> {
                                    before.getSpec().scope.namespaces = List.of("other");
                                    return before;
                                }))
                .hasMessageContaining("may not change");
        BackupRun cancelled =
                client.resource(made)
                        .edit(before -> {
                            before.getSpec().cancel = true;
                            return before;
                        });
        assertThat(cancelled.getSpec().cancel).isTrue();
        assertThatThrownBy(() ->
                        client.resource(cancelled)
                                .edit(before -> {
                                    before.getSpec().cancel = false;
                                    return before;
                                }))
                .hasMessageContaining("cannot be taken back");
    }

    @Test
    void aTransformKeepsValuesOfEveryTypeAsTheyWere(KubeServer server) throws Exception {
        assumeTrue(server.keepsCustomObjects(), NOT_KEPT);
        String yaml =
                """
                apiVersion: varve.dev/v1alpha1
                kind: TransformSet
                metadata: {name: values, namespace: %s}
                spec:
                  transforms:
                  - name: all
                    match: {kind: Deployment.apps}
                    patch:
                    - {op: add, path: /spec/replicas, value: 1}
                    - {op: add, path: /metadata/annotations, value: {}}
                    - {op: add, path: /spec/list, value: [a, 2]}
                    - {op: remove, path: /spec/paused}
                """
                        .formatted(kinds.namespace());
        TransformSet made =
                client.resource(
                                client.getKubernetesSerialization()
                                        .unmarshal(yaml, TransformSet.class))
                        .create();
        List<PatchOperation> patch = made.getSpec().transforms.getFirst().patch;
        assertThat(patch.stream().map(each -> String.valueOf(each.value)))
                .containsExactly("1", "{}", "[\"a\",2]", "null");
    }

    private ProtectionPolicy policy(String name) {
        ProtectionPolicy policy = new ProtectionPolicy();
        policy.getMetadata().setName(name);
        policy.getMetadata().setNamespace(kinds.namespace());
        policy.getSpec().repository = "vault";
        return policy;
    }
}
