package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.capture.Glob;
import dev.varve.k8s.capture.Scope;
import dev.varve.k8s.cluster.Deletion;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.point.PointDescription;
import dev.varve.k8s.restore.PlanItem;
import dev.varve.k8s.volume.VolumeOutcome;
import dev.varve.protocol.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What of a cluster is taken, at a backup and at a restore, on a real API server. */
@ExtendWith(KubernetesLab.Extension.class)
@ResourceLock("Kubernetes")
class KubernetesScopeIT {
    private final KubernetesLab lab;

    KubernetesScopeIT(KubernetesLab lab) {
        this.lab = lab;
    }

    @Test
    void filtersByKindAndLabelHoldAtBackupAndAtRestore() throws Exception {
        String shop = lab.shop().namespace();
        JsonNode some =
                lab.backUp(
                        "-n",
                        shop.substring(0, shop.length() - 1) + "?",
                        "--kind",
                        "configmaps",
                        "--kind",
                        "Deployment",
                        "-l",
                        "app=web",
                        "--cluster-objects",
                        "none");
        assertThat(some.get("objects").asInt()).isEqualTo(3); // and the Namespace
        String copy = lab.copy("filter");
        JsonNode restored =
                lab.k8s(
                        "restore",
                        lab.into(copy, "--kind", "serv*", "--exclude-kind", "serviceaccounts"));
        assertThat(restored.get("failures")).isEmpty();
        assertThat(lab.namesIn(copy)).isNotEmpty().allMatch(key -> key.startsWith("Service/"));
    }

    @Test
    void labelsWildcardsAndExcludedNamespacesHoldAtRestore() throws Exception {
        String stem = Objects.unique("wild");
        for (String end : List.of("-a", "-b", "-c")) {
            lab.objects()
                    .create(
                            "{apiVersion: 'v1', kind: 'Namespace', metadata: {name: '"
                                    + stem
                                    + end
                                    + "'}}");
            lab.willDelete(stem + end);
            label(stem + end, "web", "{app: 'web'}");
            label(stem + end, "db", "{app: 'other', tier: 'db'}");
            label(stem + end, "rest", "{app: 'other'}");
        }
        String point = lab.point(only(stem + "-*"));
        String one = lab.copy("one");
        String two = lab.copy("two");
        String maps =
                "namespaceMap: {'%1$s-a': '%2$s', '%1$s-c': '%3$s'}".formatted(stem, one, two);

        lab.vault()
                .restore(
                        point,
                        "{namespaces: ['%1$s-*'], excludedNamespaces: ['*-b'], labelSelectors: ['app=web', 'tier in (db, cache)'], %2$s}"
                                .formatted(stem, maps));

        assertThat(lab.namesIn(one)).containsExactly("ConfigMap/db", "ConfigMap/web");
        assertThat(lab.namesIn(two)).containsExactly("ConfigMap/db", "ConfigMap/web");

        lab.vault()
                .restore(
                        point,
                        "{namespaces: ['%1$s-?'], excludedNamespaces: ['*-b', '*-c'], labelSelectors: ['app!=web,!tier'], %2$s}"
                                .formatted(stem, maps));

        assertThat(lab.namesIn(one))
                .containsExactly("ConfigMap/db", "ConfigMap/rest", "ConfigMap/web");
        assertThat(lab.namesIn(two)).containsExactly("ConfigMap/db", "ConfigMap/web");
    }

    private void label(String namespace, String name, String labels)
            throws IOException, InterruptedException {
        lab.objects()
                .create(
                        "{apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: '%s', namespace: '%s', labels: %s}}"
                                .formatted(name, namespace, labels));
    }

    @Test
    void aNewNamespaceJoinsTheNextRunAndOneThatLeftIsNamed() throws Exception {
        Scope joins = only("join-*");
        String one = lab.create("join");
        assertThat(backUp("joins", joins).left()).isEmpty();
        String two = lab.create("join");
        PointDescription second = backUp("joins", joins);
        assertThat(second.left()).isEmpty();
        assertThat(second.namespaces()).contains(one, two);
        lab.objects().deleteNamespace(one);
        assertThat(backUp("joins", joins).left()).containsExactly(one);
    }

    @Test
    void aNewClaimJoinsTheNextRunAndOneThatLeftIsNamedOnce() throws Exception {
        String namespace = lab.create("claims");
        Path volume = Files.createDirectories(lab.work().resolve("claimed"));
        Files.writeString(volume.resolve("file"), "content");
        Scope scope = only(namespace);
        claim(namespace, "first");
        try {
            VolumeOutcome first = lab.vault().move("claims", namespace, "first", volume);
            assertThat(lab.vault().backUp("claims", scope, first).description().volumes())
                    .hasSize(1);
            claim(namespace, "second");
            assertThat(backUp("claims", scope).volumesLeft()).isEmpty();
            remove("PersistentVolumeClaim", namespace, "first");

            VolumeOutcome moved = lab.vault().move("claims", namespace, "second", volume);
            PointDescription after = lab.vault().backUp("claims", scope, moved).description();

            assertThat(after.volumesLeft()).containsExactly(namespace + "/first");
            assertThat(after.volumes())
                    .extracting(PointDescription.Volume::claim)
                    .containsExactly("second");
            assertThat(claimsOfTheLastPoint()).containsExactly("second");
            assertThat(backUp("claims", scope).volumesLeft()).isEmpty();
        } finally {
            drop("PersistentVolume", "", namespace + "-first");
            drop("PersistentVolume", "", namespace + "-second");
        }
    }

    private List<String> claimsOfTheLastPoint() throws IOException, InterruptedException {
        String point = lab.vault().points("claims").getLast().id().toString();
        return lab.vault().plan(point, "{kinds: ['persistentvolumeclaims']}").items().stream()
                .filter(item -> item.kind().equals("PersistentVolumeClaim"))
                .map(PlanItem::sourceName)
                .toList();
    }

    /** There is no driver: the volume is made by hand, and the claim names it. */
    private void claim(String namespace, String name) throws IOException, InterruptedException {
        lab.objects()
                .create(
                        """
                        {apiVersion: 'v1', kind: 'PersistentVolume', metadata: {name: '%1$s-%2$s'},
                         spec: {capacity: {storage: '1Gi'}, accessModes: ['ReadWriteOnce'], persistentVolumeReclaimPolicy: 'Retain',
                                storageClassName: '', nfs: {server: 'nfs.example.com', path: '/%2$s'}}}
                        """
                                .formatted(namespace, name));
        lab.objects()
                .create(
                        """
                        {apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: {name: '%2$s', namespace: '%1$s'},
                         spec: {accessModes: ['ReadWriteOnce'], storageClassName: '', volumeName: '%1$s-%2$s',
                                resources: {requests: {storage: '1Gi'}}}}
                        """
                                .formatted(namespace, name));
        Awaitility.await("claim " + name)
                .atMost(Duration.ofMinutes(2))
                .until(() ->
                        lab.get(namespace, "v1", "PersistentVolumeClaim", name)
                                .at("/status/phase")
                                .asText()
                                .equals("Bound"));
    }

    /** It goes with the claim that is bound to it. */
    private void drop(String kind, String namespace, String name)
            throws IOException, InterruptedException {
        ApiResource resource = lab.objects().resource("v1", kind);
        boolean _ = lab.cluster().delete(resource, namespace, name, Deletion.BACKGROUND);
    }

    private void remove(String kind, String namespace, String name)
            throws IOException, InterruptedException {
        drop(kind, namespace, name);
        ApiResource resource = lab.objects().resource("v1", kind);
        Awaitility.await("the end of " + name)
                .atMost(Duration.ofMinutes(2))
                .until(() -> lab.cluster().get(resource, namespace, name).isEmpty());
    }

    @Test
    void aBrokenAggregatedGroupIsAWarningOnThePoint() throws Exception {
        String namespace = lab.create("broken");
        String name = "v1.broken.example.com";
        lab.objects()
                .create(
                        """
                        {apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: {name: '%s'},
                         spec: {group: 'broken.example.com', version: 'v1', groupPriorityMinimum: 100, versionPriority: 1,
                                insecureSkipTLSVerify: true, service: {namespace: '%s', name: 'nobody', port: 443}}}
                        """
                                .formatted(name, namespace));
        try {
            awaitWarnings(true);
            PointDescription point = backUp("broken", only(namespace));
            assertThat(point.warnings())
                    .anyMatch(each -> each.startsWith("broken.example.com/v1 does not answer"));
            assertThat(point.objects()).containsKey(namespace);
        } finally {
            ApiResource services =
                    lab.objects().resource("apiregistration.k8s.io/v1", "APIService");
            assertThat(lab.cluster().delete(services, "", name, Deletion.BACKGROUND)).isTrue();
            awaitWarnings(false);
        }
    }

    private void awaitWarnings(boolean any) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> lab.cluster().discover().warnings().isEmpty() != any);
    }

    private PointDescription backUp(String cluster, Scope scope)
            throws IOException, InterruptedException {
        return lab.vault().backUp(cluster, scope).description();
    }

    @Test
    void anApplicationThatCouldNotBeHeldIsNamedOnThePointInTheOutputAndByTheExitCode()
            throws Exception {
        String held = lab.create("held");
        runningDatabase(held);
        String[] backup = {
            "-n",
            held,
            "--cluster",
            "test",
            "--state-dir",
            lab.work().resolve("state").toString(),
            "--volumes",
            "object_only",
            "--mover-image",
            "varve.test/varve:1"
        };

        Scripted.Outcome recognised = lab.varve().run(lab.command("backup", backup));
        Scripted.Outcome none =
                lab.varve()
                        .run(
                                lab.command(
                                        "backup",
                                        Stream.concat(
                                                        Stream.of("--blueprints=none"),
                                                        Stream.of(backup))
                                                .toArray(String[]::new)));

        assertThat(recognised.exitCode())
                .as(recognised.err())
                .isEqualTo(ErrorCode.INCOMPLETE.exitCode());
        JsonNode application = recognised.lastLine().get("applications").path(0);
        assertThat(application.get("pod").asText()).isEqualTo(held + "/db-0");
        assertThat(application.get("blueprint").asText()).isEqualTo("postgresql");
        assertThat(application.get("consistency").asText()).isEqualTo("live");
        assertThat(application.get("frozenMillis").asLong()).isZero();
        assertThat(application.get("problems")).isNotEmpty();
        assertThat(recognised.lastLine().get("warningList").toString()).contains("db-0");
        assertThat(none.lastLine().get("applications")).isEmpty();
    }

    /** A Pod that a kubelet would have started, if there was one: no command runs in it. */
    private void runningDatabase(String namespace) throws Exception {
        Awaitility.await("the ServiceAccount")
                .atMost(Duration.ofMinutes(2))
                .until(() ->
                        lab.cluster()
                                .get(
                                        lab.objects().resource("v1", "ServiceAccount"),
                                        namespace,
                                        "default")
                                .isPresent());
        ObjectNode claim =
                lab.objects()
                        .create(
                                """
                                {apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: {namespace: '%s', name: 'data'},
                                 spec: {accessModes: ['ReadWriteOnce'], storageClassName: 'nobody', resources: {requests: {storage: '1Gi'}}}}
                                """
                                        .formatted(namespace));
        ObjectNode pod =
                lab.objects()
                        .create(
                                """
                                {apiVersion: 'v1', kind: 'Pod', metadata: {namespace: '%s', name: 'db-0'},
                                 spec: {containers: [{name: 'db', image: 'postgres:15',
                                          volumeMounts: [{name: 'data', mountPath: '/data'}]}],
                                        volumes: [{name: 'data', persistentVolumeClaim: {claimName: '%s'}}]}}
                                """
                                        .formatted(namespace, claim.at("/metadata/name").asText()));
        ObjectNode _ =
                lab.cluster()
                        .mergePatch(
                                lab.objects().resource("v1", "Pod"),
                                namespace,
                                pod.at("/metadata/name").asText(),
                                "status",
                                Objects.parse("{status: {phase: 'Running'}}"),
                                Write.REAL);
    }

    private static Scope only(String namespaces) {
        return new Scope(
                Glob.list(List.of(namespaces)),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                false,
                Scope.ClusterObjects.NONE);
    }
}
