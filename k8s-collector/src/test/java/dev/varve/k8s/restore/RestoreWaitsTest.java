package dev.varve.k8s.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.ingest.push.Cancellation;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.Deletion;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.rule.Verdict;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Nothing that a restore waits for is waited for beyond its limit, on a real API server. */
@ExtendWith(KubeServer.Extension.class)
@ResourceLock("Kubernetes")
class RestoreWaitsTest {
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final GroupKind DEFINITION =
            new GroupKind("apiextensions.k8s.io", "CustomResourceDefinition");

    private final Cancellation cancellation = new Cancellation();
    private final Waiting waiting = new Waiting(cancellation);
    private Cluster cluster;
    private Objects objects;
    private Target target;
    private String namespace;

    @BeforeEach
    void prepare(KubeServer server) throws Exception {
        cluster = server.admin();
        objects = new Objects(cluster);
        namespace = objects.createNamespace("waits");
        target = new Target(cluster, Map.of());
    }

    @AfterEach
    void cleanUp() throws Exception {
        objects.dropNamespace(namespace);
        cluster.close();
    }

    @Test
    void anObjectThatDoesNotGoIsNamedWithWhatHoldsIt() throws Exception {
        ObjectKey held = heldByAFinalizer();
        Removal removal = new Removal(target, waiting, SHORT);
        try {
            assertThatThrownBy(() -> removal.remove(held, Verdict.Removal.DELETE))
                    .isInstanceOf(ClusterException.class)
                    .hasMessageContaining("the end of " + held)
                    .hasMessageContaining("example.com/held")
                    .hasMessageContaining("did not come within");
        } finally {
            release(held);
        }
    }

    @Test
    void aWaitEndsWhenItIsCancelled() throws Exception {
        ObjectKey held = heldByAFinalizer();
        Removal removal = new Removal(target, waiting, Duration.ofMinutes(2));
        cancellation.cancel();
        try {
            assertThatThrownBy(() -> removal.remove(held, Verdict.Removal.DELETE))
                    .isInstanceOfSatisfying(
                            ProtocolException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
        } finally {
            release(held);
        }
    }

    @Test
    void aDefinitionWhoseNamesAreTakenIsNotWaitedForForEver() throws Exception {
        String group = namespace + ".example.com";
        ObjectKey first = define(group, "orders");
        DefinitionGate patient = new DefinitionGate(target, waiting, Duration.ofSeconds(30));
        DefinitionGate gate = new DefinitionGate(target, waiting, SHORT);
        try {
            assertThat(patient.await(first)).isTrue();
            ObjectKey second = define(group, "purchases");
            assertThat(gate.await(second)).isFalse();
        } finally {
            remove(group, "purchases");
            remove(group, "orders");
        }
    }

    @Test
    void aWebhookThatNobodyAnswersIsNotWaitedForForEver() {
        WebhookGate gate = new WebhookGate(target, waiting, SHORT);
        String webhook =
                """
                {kind: 'ValidatingWebhookConfiguration', webhooks: [{name: 'orders.example.com', failurePolicy: 'Fail',
                 clientConfig: {service: {namespace: '%s', name: 'checks'}}}]}
                """
                        .formatted(namespace);

        assertThatThrownBy(() -> gate.await(Objects.parse(webhook)))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("a ready endpoint of Service " + namespace + "/checks")
                .hasMessageContaining("did not come within");
    }

    private ObjectKey heldByAFinalizer() throws IOException, InterruptedException {
        objects.create(
                """
                {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'held', namespace: '%s', finalizers: ['example.com/held']}}
                """
                        .formatted(namespace));
        return new ObjectKey(new GroupKind("", "ConfigMap"), namespace, "held");
    }

    private void release(ObjectKey held) throws IOException, InterruptedException {
        var _ =
                cluster.mergePatch(
                        objects.resource("v1", "ConfigMap"),
                        namespace,
                        held.name(),
                        "",
                        Objects.parse("{metadata: {finalizers: null}}"),
                        Write.REAL);
    }

    /** All say the same kind: only the first may have it. */
    private ObjectKey define(String group, String plural) throws IOException, InterruptedException {
        objects.create(
                """
                {apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: {name: '%2$s.%1$s'},
                 spec: {group: '%1$s', scope: 'Namespaced', names: {plural: '%2$s', kind: 'Order'},
                        versions: [{name: 'v1', served: true, storage: true, schema: {openAPIV3Schema: {type: 'object'}}}]}}
                """
                        .formatted(group, plural));
        return new ObjectKey(DEFINITION, "", plural + "." + group);
    }

    private void remove(String group, String plural) throws IOException, InterruptedException {
        boolean _ =
                cluster.delete(
                        objects.resource("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
                        "",
                        plural + "." + group,
                        Deletion.BACKGROUND);
    }
}
