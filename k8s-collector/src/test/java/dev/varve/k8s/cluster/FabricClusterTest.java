package dev.varve.k8s.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The door to a cluster, against a real API server. */
@ExtendWith(KubeServer.Extension.class)
@ResourceLock("Kubernetes")
class FabricClusterTest {
    private Cluster cluster;
    private Objects objects;
    private String namespace;
    private ApiResource configMaps;

    @BeforeEach
    void prepare(KubeServer server) throws Exception {
        cluster = server.admin();
        objects = new Objects(cluster);
        namespace = objects.createNamespace("door");
        configMaps = objects.resource("v1", "ConfigMap");
    }

    @AfterEach
    void cleanUp() throws Exception {
        objects.dropNamespace(namespace);
        cluster.close();
    }

    @Test
    void everyServedKindIsDiscoveredWithThePreferredVersionFirst() {
        Discovery discovery = objects.discovery();
        assertThat(discovery.warnings()).isEmpty();
        assertThat(discovery.preferred(new GroupKind("apps", "Deployment")))
                .hasValueSatisfying(found -> assertThat(found.apiVersion()).isEqualTo("apps/v1"));
        assertThat(discovery.resources()).noneMatch(each -> each.plural().contains("/"));
        assertThat(discovery.preferred()).doesNotHaveDuplicates();
    }

    @Test
    void aBrokenAggregatedGroupIsAWarningAndHidesNoOther() throws Exception {
        String name = "v1.broken.example.com";
        objects.create(
                """
                {apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: {name: '%s'},
                 spec: {group: 'broken.example.com', version: 'v1', groupPriorityMinimum: 100, versionPriority: 1,
                        insecureSkipTLSVerify: true, service: {namespace: '%s', name: 'nobody', port: 443}}}
                """
                        .formatted(name, namespace));
        try {
            org.awaitility.Awaitility.await()
                    .atMost(java.time.Duration.ofSeconds(30))
                    .until(() -> !cluster.discover().warnings().isEmpty());
            Discovery discovery = cluster.discover();
            assertThat(discovery.warnings())
                    .singleElement()
                    .asString()
                    .startsWith("broken.example.com/v1 does not answer");
            assertThat(discovery.preferred(new GroupKind("apps", "Deployment"))).isPresent();
        } finally {
            ApiResource services = objects.resource("apiregistration.k8s.io/v1", "APIService");
            assertThat(cluster.delete(services, "", name, Deletion.BACKGROUND)).isTrue();
        }
    }

    @Test
    void aListOfManyPagesGivesEveryObjectOnceInOrder() throws Exception {
        for (int i = 0; i < 1203; i++) {
            create("many-%04d".formatted(i), "x");
        }
        List<String> names = new ArrayList<>();
        cluster.list(
                new ListQuery(configMaps, namespace, "app=test", ""),
                json -> names.add(read(json).path("metadata").path("name").asText()));
        assertThat(names).hasSize(1203).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void listedObjectsAreTheBytesThatTheServerSentWithTheirKind() throws Exception {
        create("odd", "line\\n\\u0000 \\\"quoted\\\" } ] \\u00e9");
        List<byte[]> found = new ArrayList<>();
        cluster.list(new ListQuery(configMaps, namespace, "app=test", ""), found::add);
        assertThat(found).hasSize(1);
        String text = new String(found.getFirst(), StandardCharsets.UTF_8);
        assertThat(text).startsWith("{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":");
        ObjectNode alone = cluster.get(configMaps, namespace, "odd").orElseThrow();
        assertThat(read(found.getFirst())).isEqualTo(alone);
    }

    @Test
    void aRefusalNamesWhatAndWhy() throws Exception {
        create("there", "x");
        assertThatThrownBy(() -> create("there", "x"))
                .isInstanceOfSatisfying(
                        ClusterException.class,
                        e -> {
                            assertThat(e.isAlreadyExists()).isTrue();
                            assertThat(e.isConflict()).isFalse();
                            assertThat(e).hasMessageContaining("\"there\" already exists");
                        });
        assertThatThrownBy(() -> create("Not_A_Name", "x"))
                .isInstanceOfSatisfying(
                        ClusterException.class, e -> assertThat(e.status()).isEqualTo(422));
        assertThat(cluster.get(configMaps, namespace, "absent")).isEmpty();
        assertThat(cluster.delete(configMaps, namespace, "absent", Deletion.BACKGROUND)).isFalse();
    }

    @Test
    void aDryRunChangesNothing() throws Exception {
        ObjectNode object = configMap("dry", "x");
        ObjectNode answer = cluster.create(configMaps, namespace, object, Write.DRY_RUN);
        assertThat(answer.path("metadata").path("uid").asText()).isNotEmpty();
        assertThat(cluster.get(configMaps, namespace, "dry")).isEmpty();
    }

    @Test
    void aMergePatchChangesWhatItNames() throws Exception {
        create("patched", "before");
        ObjectNode after =
                cluster.mergePatch(
                        configMaps,
                        namespace,
                        "patched",
                        "",
                        Objects.parse("{data: {text: 'after', more: 'new'}}"),
                        Write.REAL);
        assertThat(after.path("data").path("text").asText()).isEqualTo("after");
        assertThat(after.path("metadata").path("labels").path("app").asText()).isEqualTo("test");
    }

    @Test
    void anObjectThatWasReplacedIsNotDeletedByTheUidOfTheFirst() throws Exception {
        create("unique", "x");
        assertThatThrownBy(() ->
                        cluster.delete(
                                configMaps,
                                namespace,
                                "unique",
                                new Deletion("another", Deletion.Dependents.BACKGROUND)))
                .isInstanceOfSatisfying(
                        ClusterException.class, e -> assertThat(e.isConflict()).isTrue());
        assertThat(cluster.get(configMaps, namespace, "unique")).isPresent();
    }

    @Test
    void aTenantMayOnlyDoWhatItIsGranted(KubeServer server) throws Exception {
        try (Cluster tenant = server.tenant()) {
            Access listing = Access.to("list", configMaps, namespace, "");
            assertThat(tenant.allows(listing)).isFalse();
            assertThat(cluster.allows(listing)).isTrue();
            assertThatThrownBy(() -> tenant.get(configMaps, namespace, "any"))
                    .isInstanceOfSatisfying(
                            ClusterException.class, e -> assertThat(e.isForbidden()).isTrue());
        }
    }

    @Test
    void impersonationSeesTheClusterAsTheOtherUser() throws Exception {
        try (Cluster tenant = cluster.as(new Identity("tenant", List.of("tenants")))) {
            assertThat(tenant.allows(Access.to("list", configMaps, namespace, ""))).isFalse();
        }
    }

    private void create(String name, String text) throws IOException, InterruptedException {
        ObjectNode _ = cluster.create(configMaps, namespace, configMap(name, text), Write.REAL);
    }

    private static ObjectNode configMap(String name, String text) {
        return Objects.parse(
                """
                {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: '%s', labels: {app: 'test'}}, data: {text: "%s"}}
                """
                        .formatted(name, text));
    }

    private static ObjectNode read(byte[] json) throws IOException {
        return (ObjectNode) new ObjectMapper().readTree(json);
    }
}
