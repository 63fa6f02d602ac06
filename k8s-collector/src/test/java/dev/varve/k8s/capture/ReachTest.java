package dev.varve.k8s.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.model.ApiResource;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What a scope takes of a namespace, on a real API server with its controllers. */
@ExtendWith(KubeServer.Extension.class)
@ResourceLock("Kubernetes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReachTest {
    private Cluster cluster;
    private Supplier<Cluster> tenantOf;
    private Objects objects;
    private String namespace;

    /** A database and a web server that share nothing; the controllers make Pods and a claim. */
    @BeforeAll
    void prepare(KubeServer server) throws Exception {
        cluster = server.admin();
        tenantOf = server::tenant;
        objects = new Objects(cluster);
        namespace = objects.createNamespace("reach");
        create("v1", "ServiceAccount", "keeper", "");
        create("v1", "ServiceAccount", "other", "");
        create("rbac.authorization.k8s.io/v1", "Role", "reader", ", rules: []");
        create(
                "rbac.authorization.k8s.io/v1",
                "RoleBinding",
                "keeper-reads",
                ", roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader'},"
                        + " subjects: [{kind: 'ServiceAccount', name: 'keeper', namespace: '"
                        + namespace
                        + "'}, {kind: 'ServiceAccount', name: 'other', namespace: '"
                        + namespace
                        + "'}]");
        create("v1", "ConfigMap", "settings", "");
        create("v1", "ConfigMap", "unused", "");
        create("v1", "Secret", "password", "");
        create(
                "apps/v1",
                "StatefulSet",
                "db",
                """
                , spec: {serviceName: 'db', replicas: 1, selector: {matchLabels: {app: 'db'}},
                  template: {metadata: {labels: {app: 'db'}}, spec: {serviceAccountName: 'keeper',
                    containers: [{name: 'db', image: 'db', envFrom: [{configMapRef: {name: 'settings'}}, {secretRef: {name: 'password'}}]}]}},
                  volumeClaimTemplates: [{metadata: {name: 'data'},
                    spec: {accessModes: ['ReadWriteOnce'], storageClassName: 'nobody', resources: {requests: {storage: '1Gi'}}}}]}\
                """);
        create(
                "apps/v1",
                "Deployment",
                "web",
                """
                , spec: {replicas: 1, selector: {matchLabels: {app: 'web'}},
                  template: {metadata: {labels: {app: 'web'}}, spec: {containers: [{name: 'web', image: 'web'}]}}}\
                """);
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> list("v1", "Pod").size() == 2);
    }

    @AfterAll
    void cleanUp() throws Exception {
        objects.dropNamespace(namespace);
        cluster.close();
    }

    @Test
    void aNamedObjectIsTakenAloneUnlessMoreIsAsked() throws Exception {
        assertThat(taken("StatefulSet.apps/NS/db", false)).containsExactly("StatefulSet/db");
    }

    @Test
    void aWorkloadComesWithWhatItNeedsAndOwns() throws Exception {
        assertThat(taken("statefulsets.apps/NS/db", true))
                .contains(
                        "StatefulSet/db",
                        "Pod/db-0",
                        "PersistentVolumeClaim/data-db-0",
                        "ServiceAccount/keeper",
                        "RoleBinding/keeper-reads",
                        "Role/reader",
                        "ConfigMap/settings",
                        "Secret/password")
                .doesNotContain("Deployment/web", "ConfigMap/unused", "ServiceAccount/other")
                .noneMatch(each -> each.startsWith("Pod/web"));
    }

    @Test
    void aDeploymentComesWithItsReplicaSetsAndPods() throws Exception {
        assertThat(taken("Deployment/NS/web", true))
                .contains("Deployment/web")
                .anyMatch(each -> each.startsWith("ReplicaSet/web-"))
                .anyMatch(each -> each.startsWith("Pod/web-"))
                .doesNotContain("StatefulSet/db", "ConfigMap/settings");
    }

    @Test
    void aPodComesWithItsClaimAndWithoutItsOwner() throws Exception {
        assertThat(taken("Pod/NS/db-*", true))
                .contains("Pod/db-0", "PersistentVolumeClaim/data-db-0", "Secret/password")
                .doesNotContain("StatefulSet/db");
    }

    @Test
    void whatLabelsChooseComesWithWhatItNeedsToo() throws Exception {
        Scope byLabel =
                new Scope(
                        Glob.list(List.of(namespace)),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of("app=db"),
                        List.of(),
                        true,
                        Scope.ClusterObjects.RELATED);
        assertThat(taken(Reach.of(cluster, byLabel)))
                .contains("Pod/db-0", "PersistentVolumeClaim/data-db-0", "ConfigMap/settings")
                .noneMatch(each -> each.startsWith("Pod/web"));
    }

    @Test
    void onlyClaimsOfTheScopeAreItsVolumes() throws Exception {
        ObjectNode claim = list("v1", "PersistentVolumeClaim").getFirst();
        assertThat(reach("pvc/NS/data-*", false).takesClaim(claim)).isTrue();
        assertThat(reach("StatefulSet/NS/db", true).takesClaim(claim)).isTrue();
        assertThat(reach("Deployment/NS/web", true).takesClaim(claim)).isFalse();
    }

    @Test
    void whatIsNamedAndIsNotThereIsWarnedOf() throws Exception {
        assertThat(reach("Deployment/NS/gone", true).chosen().warnings())
                .containsExactly("Deployment/" + namespace + "/gone is not there");
    }

    @Test
    void whatMayNotBeReadForWhatComesAlongIsWarnedOf() throws Exception {
        Scope scope = scope("StatefulSet.apps/NS/db", true);
        try (Cluster tenant = tenantOf.get()) {
            assertThat(Reach.of(tenant, scope).chosen().warnings())
                    .anyMatch(each -> each.startsWith("secrets could not be listed"))
                    .anyMatch(each -> each.startsWith("statefulsets.apps could not be listed"))
                    .contains("StatefulSet.apps/" + namespace + "/db is not there");
        }
    }

    @Test
    void aNameWithoutNamespaceIsRefusedWithAnExample() {
        assertThatThrownBy(() -> NamedObject.parse("Deployment/web"))
                .hasMessageContaining("KIND/NAMESPACE/NAME")
                .hasMessageContaining("Deployment.apps/shop/web");
    }

    private void create(String apiVersion, String kind, String name, String rest) throws Exception {
        ObjectNode _ =
                objects.create(
                        "{apiVersion: '"
                                + apiVersion
                                + "', kind: '"
                                + kind
                                + "', metadata: {namespace: '"
                                + namespace
                                + "', name: '"
                                + name
                                + "'}"
                                + rest
                                + "}");
    }

    private Reach reach(String object, boolean related) throws Exception {
        return Reach.of(cluster, scope(object, related));
    }

    private Scope scope(String object, boolean related) {
        return new Scope(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(NamedObject.parse(object.replace("NS", namespace))),
                related,
                Scope.ClusterObjects.RELATED);
    }

    private Set<String> taken(String object, boolean related) throws Exception {
        return taken(reach(object, related));
    }

    private Set<String> taken(Reach reach) throws Exception {
        assertThat(reach.namespaces()).containsExactly(namespace);
        Set<String> taken = new TreeSet<>();
        for (ApiResource resource : reach.discovery().preferred()) {
            if (resource.namespaced() && resource.can("list")) {
                for (ObjectNode object : Served.list(cluster, ListQuery.all(resource, namespace))) {
                    if (reach.chosen().takes(resource, object)) {
                        taken.add(resource.kind() + "/" + object.at("/metadata/name").asText());
                    }
                }
            }
        }
        return taken;
    }

    private List<ObjectNode> list(String apiVersion, String kind) throws Exception {
        return Served.list(cluster, ListQuery.all(objects.resource(apiVersion, kind), namespace));
    }
}
