package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.ingest.profile.Connection;
import dev.varve.ingest.profile.Profile;
import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.push.Progress;
import dev.varve.k8s.capture.ChainNames;
import dev.varve.k8s.capture.ClusterBackup;
import dev.varve.k8s.capture.Scope;
import dev.varve.k8s.capture.VolumeImages;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.Deletion;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.kube.ClusterState;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.kube.Shop;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.Consistency;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.rule.CaptureRules;
import dev.varve.k8s.volume.MoverResult;
import dev.varve.k8s.volume.VolumeMode;
import dev.varve.k8s.volume.VolumeOutcome;
import dev.varve.k8s.volume.VolumePath;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.message.RetentionAsked;
import dev.varve.protocol.rate.RateSchedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application with an object of every common kind, backed up and restored by the commands, on a
 * real API server. One daemon, one application and one point serve all tests; each restores into
 * namespaces of its own.
 */
@ExtendWith(KubeServer.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubernetesIT {
    private static final int INCOMPLETE = ErrorCode.INCOMPLETE.exitCode();

    private Path work = Path.of("");
    private Scripted varve = new Scripted(work);
    private KubeServer server;
    private String profile = "";
    private int port;
    private Cluster cluster;
    private Objects objects;
    private Shop shop;
    private boolean customObjects;
    private String point = "";
    private final List<String> namespaces = new ArrayList<>();

    @BeforeAll
    void open(KubeServer started, @TempDir Path folder) throws Exception {
        server = started;
        work = folder;
        varve = new Scripted(work);
        profile = work.resolve("profile.json").toString();
        port = Scripted.freePort();
        varve.serve(work.resolve("data"), port, Scripted.freePort());
        varve.enroll("collector", work.resolve("data").toString(), port, profile);
        cluster = server.admin();
        objects = new Objects(cluster);
        customObjects = server.keepsCustomObjects();
        shop = new Shop(cluster, objects, customObjects);
        shop.open();
        point = backUp("-n", shop.namespace(), "--cluster-objects", "all").get("point").asText();
    }

    @AfterEach
    void deleteCopies() throws Exception {
        for (String each : namespaces) {
            boolean _ =
                    cluster.delete(
                            objects.resource("v1", "Namespace"), "", each, Deletion.BACKGROUND);
        }
        namespaces.clear();
    }

    @AfterAll
    void close() throws Exception {
        varve.close();
        shop.close(true);
        cluster.close();
    }

    @Test
    void aDeletedApplicationComesBackObjectByObject() throws Exception {
        Shop other = new Shop(cluster, objects, customObjects);
        other.open();
        try {
            Map<String, String> before = ClusterState.of(cluster, other.namespace());
            assertThat(before).hasSizeGreaterThan(30);
            JsonNode backup = backUp("-n", other.namespace(), "--cluster-objects", "all");
            assertThat(backup.get("warnings").asInt()).isZero();
            other.close(true);

            String made = backup.get("point").asText();
            JsonNode restored = k8s("restore", made, "-n", other.namespace());

            assertThat(restored.get("failures")).isEmpty();
            assertThat(restored.get("warnings")).isEmpty();
            if (!customObjects) {
                // No object of its kind is there to need it, so it comes by name alone.
                String definition = "orders." + other.namespace() + ".example.com";
                JsonNode alone =
                        k8s(
                                "restore",
                                made,
                                "--object",
                                "CustomResourceDefinition.apiextensions.k8s.io/" + definition);
                assertThat(alone.get("done").asInt()).isEqualTo(1);
            }
            assertSame(before, ClusterState.of(cluster, other.namespace()));
            assertOwnersAreThose(other);
        } finally {
            other.close(true);
        }
    }

    @Test
    void anApplicationGoesIntoAnotherNamespaceWithMapsAndTransforms() throws Exception {
        String copy = copy("copy");
        Path transforms = work.resolve("transforms.json");
        Files.writeString(
                transforms,
                """
                [{"name": "one replica", "match": {"kind": "Deployment.apps", "name": "w*"},
                  "patch": [{"op": "replace", "path": "/spec/replicas", "value": 1}]},
                 {"name": "mark", "match": {"kind": "ConfigMap", "labels": {"app": "web"}},
                  "merge": {"data": {"copied": "yes"}}}]
                """);

        JsonNode restored =
                k8s(
                        "restore",
                        point,
                        "-n",
                        shop.namespace(),
                        "--map-namespace",
                        shop.namespace() + "=" + copy,
                        "--map-storage-class",
                        shop.namespace() + "-disks=faster",
                        "--map-image",
                        "registry.example.com/=mirror.example.com/",
                        "--remove-affinity",
                        "--transforms",
                        transforms.toString());

        assertThat(restored.get("failures")).isEmpty();
        JsonNode web = get(copy, "apps/v1", "Deployment", "web").path("spec");
        assertThat(web.path("replicas").asInt()).isEqualTo(1);
        JsonNode pod = web.path("template").path("spec");
        assertThat(pod.path("containers").path(0).path("image").asText())
                .isEqualTo("mirror.example.com/shop/web:1.2");
        assertThat(pod.has("nodeSelector")).isFalse();
        assertThat(get(copy, "v1", "ConfigMap", "settings").path("data").path("copied").asText())
                .isEqualTo("yes");
        assertThat(
                        get(copy, "v1", "PersistentVolumeClaim", "data-db-0")
                                .path("spec")
                                .path("storageClassName")
                                .asText())
                .isEqualTo("faster");
        assertThat(
                        get(copy, "apps/v1", "StatefulSet", "db")
                                .at("/spec/volumeClaimTemplates/0/spec/storageClassName")
                                .asText())
                .isEqualTo("faster");
        assertThat(
                        get(copy, "rbac.authorization.k8s.io/v1", "RoleBinding", "configs")
                                .at("/subjects/0/namespace")
                                .asText())
                .isEqualTo(copy);
        assertThat(namespaced(ClusterState.of(cluster, copy)))
                .containsAll(namespaced(ClusterState.of(cluster, shop.namespace())));
    }

    @Test
    void anObjectThatIsThereIsSettledByThePolicy() throws Exception {
        String copy = copy("policy");
        restoreInto(copy);
        JsonNode before = get(copy, "v1", "ConfigMap", "settings");
        paint(copy, "red");

        restoreInto(copy, "--existing", "skip");
        assertThat(colour(copy)).isEqualTo("red");

        Scripted.Outcome refused =
                varve.run(command("restore", joined(point, arguments(copy, "--existing", "fail"))));
        assertThat(refused.exitCode()).isEqualTo(INCOMPLETE);
        assertThat(refused.out()).contains("nothing was changed");
        assertThat(colour(copy)).isEqualTo("red");

        restoreInto(copy, "--existing", "update");
        JsonNode updated = get(copy, "v1", "ConfigMap", "settings");
        assertThat(colour(copy)).isEqualTo("blue");
        assertThat(updated.at("/metadata/uid")).isEqualTo(before.at("/metadata/uid"));

        paint(copy, "green");
        restoreInto(copy, "--existing", "recreate");
        JsonNode anew = get(copy, "v1", "ConfigMap", "settings");
        assertThat(colour(copy)).isEqualTo("blue");
        assertThat(anew.at("/metadata/uid")).isNotEqualTo(before.at("/metadata/uid"));
    }

    @Test
    void aSingleObjectComesBackAlone() throws Exception {
        String copy = copy("single");
        JsonNode restored =
                k8s(
                        "restore",
                        point,
                        "--object",
                        "ConfigMap/" + shop.namespace() + "/settings",
                        "--map-namespace",
                        shop.namespace() + "=" + copy);
        assertThat(restored.get("failures")).isEmpty();
        assertThat(namespaced(ClusterState.of(cluster, copy)))
                .containsExactly("ConfigMap/settings");
    }

    @Test
    void filtersByKindAndLabelHoldAtBackupAndAtRestore() throws Exception {
        JsonNode some =
                backUp(
                        "-n",
                        shop.namespace().substring(0, shop.namespace().length() - 1) + "?",
                        "--kind",
                        "configmaps",
                        "--kind",
                        "Deployment",
                        "-l",
                        "app=web",
                        "--cluster-objects",
                        "none");
        assertThat(some.get("objects").asInt()).isEqualTo(3); // and the Namespace
        String copy = copy("filter");
        JsonNode restored =
                k8s(
                        "restore",
                        point,
                        arguments(copy, "--kind", "serv*", "--exclude-kind", "serviceaccounts"));
        assertThat(restored.get("failures")).isEmpty();
        assertThat(namespaced(ClusterState.of(cluster, copy)))
                .isNotEmpty()
                .allMatch(key -> key.startsWith("Service/"));
    }

    @Test
    void aPlanChangesNothingShowsNoSecretAndIsCarriedOutAsItStands() throws Exception {
        String copy = copy("plan");
        Path plan = work.resolve("plan.json");
        JsonNode shown = k8s("plan", point, arguments(copy, "--out", plan.toString()));
        assertThat(shown.get("stages")).isNotEmpty();
        assertThat(Files.readString(plan))
                .doesNotContain("c2VjcmV0LTQyLXZhbHVl", "secret-42-value");
        assertThat(cluster.get(objects.resource("v1", "Namespace"), "", copy)).isEmpty();

        assertThat(k8s("restore", "--plan", plan.toString()).get("failures")).isEmpty();
        assertThat(colour(copy)).isEqualTo("blue");
    }

    @Test
    void aDifferenceIsShownAndRolledBackWithoutTouchingTheRest() throws Exception {
        String copy = copy("diff");
        restoreInto(copy);
        String[] inside = arguments(copy, "--cluster-objects", "none");
        assertThat(k8s("diff", point, inside).get("differences")).isEmpty();
        paint(copy, "red");

        JsonNode differences = k8s("diff", point, inside).get("differences");

        assertThat(differences).hasSize(1);
        assertThat(differences.path(0).path("object").asText())
                .isEqualTo("ConfigMap " + copy + "/settings");
        assertThat(differences.path(0).at("/patch/data").toString())
                .isEqualTo("{\"colour\":\"blue\"}");
        JsonNode back =
                k8s(
                        "restore",
                        point,
                        arguments(copy, "--cluster-objects", "none", "--existing", "update"));
        assertThat(back.get("done").asInt()).isEqualTo(1);
        assertThat(colour(copy)).isEqualTo("blue");
    }

    @Test
    void whatMoversPushedIsInTheSamePointAsTheObjects() throws Exception {
        Path credentials = Files.createDirectory(work.resolve("credentials"));
        Files.copy(Path.of(profile), credentials.resolve("profile.json"));
        Path volume = Files.createDirectory(work.resolve("volume"));
        Files.writeString(volume.resolve("file"), "content of the volume");
        Path device = Files.write(work.resolve("device"), new byte[] {1, 2, 3, 4});
        ChainNames chains = new ChainNames("moved");
        List<VolumeOutcome> outcomes =
                List.of(
                        moved(chains, credentials, "data-db-0", "--directory=" + volume),
                        moved(chains, credentials, "data-db-1", "--device=" + device));

        String whole = backUpWith(chains, outcomes);

        Path target = Files.createDirectory(work.resolve("target"));
        JsonNode restored =
                varve.json(
                        "mover",
                        "restore",
                        "--task=back",
                        "--credentials=" + credentials,
                        "--directory=" + target,
                        "--chain=" + chains.volume(shop.namespace(), "data-db-0"),
                        "--point=" + whole,
                        "--result=" + work.resolve("result"),
                        "--json");
        assertThat(restored.get("whole").asBoolean()).isTrue();
        assertThat(target.resolve("file")).hasContent("content of the volume");
        assertThat(varve.run("points", "show", whole, "--profile", profile).out())
                .contains(
                        chains.volume(shop.namespace(), "data-db-1"),
                        chains.namespace(shop.namespace()));
    }

    private VolumeOutcome moved(ChainNames chains, Path credentials, String claim, String volume)
            throws Exception {
        JsonNode result =
                varve.json(
                        "mover",
                        "capture",
                        "--task=t",
                        "--credentials=" + credentials,
                        volume,
                        "--chain=" + chains.volume(shop.namespace(), claim),
                        "--state-dir=" + work.resolve("mover-state"),
                        "--result=" + work.resolve("result"),
                        "--json");
        return new VolumeOutcome(
                new ObjectKey(new GroupKind("", "PersistentVolumeClaim"), shop.namespace(), claim),
                new VolumePath.Snapshot("played"),
                VolumeMode.FILESYSTEM,
                Optional.of(
                        new MoverResult(
                                "t",
                                true,
                                result.get("bytes").asLong(),
                                result.get("image").asText())),
                Consistency.CRASH,
                "",
                "");
    }

    private String backUpWith(ChainNames chains, List<VolumeOutcome> outcomes) throws Exception {
        try (Connection connection =
                Connection.open(
                        Profile.read(Path.of(profile)),
                        1,
                        Duration.ofSeconds(30),
                        RateSchedule.NONE)) {
            ClusterBackup backup =
                    new ClusterBackup(
                            cluster,
                            connection.client(),
                            connection.unlock(Optional.empty()),
                            new Progress(),
                            new Cancellation(),
                            connection.random(),
                            InstantSource.system());
            return backup.run(
                            new ClusterBackup.Request(
                                    chains,
                                    Scope.ofNamespaces(List.of(shop.namespace())),
                                    1,
                                    work.resolve("state"),
                                    RetentionAsked.newBuilder().setMode("none").build(),
                                    CaptureRules.PLAIN,
                                    new VolumeImages(connection.client(), chains).of(outcomes),
                                    VolumeOutcome.warnings(outcomes)))
                    .backup()
                    .point()
                    .toString();
        }
    }

    @Test
    void aTenantGetsNoFurtherThanItsRights() throws Exception {
        String tenant = server.tenantKubeconfig().toString();
        assumeTrue(Files.isReadable(Path.of(tenant)), "no kubeconfig of a tenant: " + tenant);
        Scripted.Outcome none =
                varve.run(
                        commandAs(tenant, "backup", "--cluster", "tenant", "-n", shop.namespace()));
        assertThat(none.exitCode()).isEqualTo(ErrorCode.FORBIDDEN.exitCode());

        String own = objects.createNamespace("tenant");
        namespaces.add(own);
        grant(own, "'get', 'list', 'create'");
        Scripted.Outcome refused = varve.run(commandAs(tenant, "restore", point, arguments(own)));
        assertThat(refused.exitCode()).isEqualTo(INCOMPLETE);
        assertThat(namespaced(ClusterState.of(cluster, own)))
                .containsExactlyInAnyOrder("Role/configs-only", "RoleBinding/configs-only");
        JsonNode allowed =
                varve.json(
                        commandAs(
                                tenant,
                                "restore",
                                point,
                                arguments(
                                        own, "--kind", "configmaps", "--cluster-objects", "none")));
        assertThat(allowed.get("failures")).isEmpty();
        assertThat(colour(own)).isEqualTo("blue");

        String other = work.resolve("other.json").toString();
        varve.run("vault", "create", "w", "--data", work.resolve("data").toString());
        varve.json(
                "client",
                "enroll",
                "other",
                "--vault",
                "w",
                "--data",
                work.resolve("data").toString(),
                "--to",
                "127.0.0.1:" + port,
                "--out",
                other,
                "--json");
        Scripted.Outcome foreign =
                varve.run(
                        "k8s", "plan", point, "--kubeconfig", tenant, "--profile", other, "--json");
        assertThat(foreign.exitCode()).isEqualTo(ErrorCode.POINT_UNKNOWN.exitCode());
    }

    @Test
    void aNewNamespaceJoinsTheNextRunAndOneThatLeftIsNamed() throws Exception {
        String one = objects.createNamespace("join");
        namespaces.add(one);
        assertThat(varve.json(joinCommand()).get("left")).isEmpty();
        String two = objects.createNamespace("join");
        namespaces.add(two);
        assertThat(varve.json(joinCommand()).get("left")).isEmpty();
        assertThat(varve.run("k8s", "points", "--profile", profile, "--json").out())
                .contains(one, two);
        objects.deleteNamespace(one);
        JsonNode third = varve.json(joinCommand());
        assertThat(third.get("left").toString()).isEqualTo("[\"" + one + "\"]");
    }

    private String[] joinCommand() {
        return command(
                "backup",
                "--cluster",
                "joins",
                "-n",
                "join-*",
                "--cluster-objects",
                "none",
                "--state-dir",
                work.resolve("state").toString());
    }

    private void grant(String namespace, String verbs) throws IOException, InterruptedException {
        objects.create(
                """
                {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: {name: 'configs-only', namespace: '%s'},
                 rules: [{apiGroups: [''], resources: ['configmaps'], verbs: [%s]}]}
                """
                        .formatted(namespace, verbs));
        objects.create(
                """
                {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: {name: 'configs-only', namespace: '%s'},
                 roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'configs-only'},
                 subjects: [{apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'tenant'}]}
                """
                        .formatted(namespace));
    }

    private String copy(String stem) {
        String name = Objects.unique(stem);
        namespaces.add(name);
        return name;
    }

    private void restoreInto(String copy, String... more) throws IOException, InterruptedException {
        assertThat(k8s("restore", point, arguments(copy, more)).get("failures")).isEmpty();
    }

    private String[] arguments(String copy, String... more) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "-n",
                                shop.namespace(),
                                "--map-namespace",
                                shop.namespace() + "=" + copy));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private void paint(String namespace, String colour) throws IOException, InterruptedException {
        ObjectNode _ =
                cluster.mergePatch(
                        objects.resource("v1", "ConfigMap"),
                        namespace,
                        "settings",
                        "",
                        Objects.parse("{data: {colour: '" + colour + "'}}"),
                        Write.REAL);
    }

    private String colour(String namespace) throws IOException, InterruptedException {
        return get(namespace, "v1", "ConfigMap", "settings").at("/data/colour").asText();
    }

    private ObjectNode get(String namespace, String apiVersion, String kind, String name)
            throws IOException, InterruptedException {
        ApiResource resource = objects.resource(apiVersion, kind);
        return cluster.get(resource, namespace, name).orElseThrow();
    }

    private static List<String> namespaced(Map<String, String> state) {
        return state.entrySet().stream()
                .filter(each -> each.getValue().contains("\"namespace\" : "))
                .map(Map.Entry::getKey)
                .filter(key ->
                        !key.startsWith("Cluster")
                                && !key.startsWith("Persistent")
                                && !key.startsWith("Validating"))
                .toList();
    }

    private static void assertOwnersAreThose(Shop shop, Objects objects, boolean customObjects)
            throws IOException, InterruptedException {
        assertChain(shop, "v1", "ConfigMap", "settings");
        if (customObjects) {
            objects.rediscover();
            assertChain(shop, shop.namespace() + ".example.com/v1", "Order", "first");
        }
    }

    private void assertOwnersAreThose(Shop shop) throws IOException, InterruptedException {
        assertOwnersAreThose(shop, objects, customObjects);
    }

    private static void assertChain(Shop shop, String apiVersion, String kind, String first)
            throws IOException, InterruptedException {
        assertThat(owner(shop, apiVersion, kind, "second"))
                .isEqualTo(shop.get(apiVersion, kind, first).at("/metadata/uid").asText());
        assertThat(owner(shop, apiVersion, kind, "third"))
                .isEqualTo(shop.get(apiVersion, kind, "second").at("/metadata/uid").asText());
    }

    private static String owner(Shop shop, String apiVersion, String kind, String name)
            throws IOException, InterruptedException {
        return shop.get(apiVersion, kind, name).at("/metadata/ownerReferences/0/uid").asText();
    }

    private static void assertSame(Map<String, String> before, Map<String, String> after) {
        assertThat(after.keySet()).containsExactlyInAnyOrderElementsOf(before.keySet());
        before.forEach((key, json) -> assertThat(after.get(key)).as(key).isEqualTo(json));
    }

    private JsonNode backUp(String... arguments) throws IOException, InterruptedException {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--cluster",
                                "test",
                                "--state-dir",
                                work.resolve("state").toString()));
        all.addAll(List.of(arguments));
        return varve.json(command("backup", all.toArray(String[]::new)));
    }

    private JsonNode k8s(String verb, String... arguments)
            throws IOException, InterruptedException {
        return varve.json(command(verb, arguments));
    }

    private JsonNode k8s(String verb, String subject, String[] arguments)
            throws IOException, InterruptedException {
        return varve.json(command(verb, joined(subject, arguments)));
    }

    private String[] command(String verb, String... arguments) {
        return commandAs(server.kubeconfig().toString(), verb, arguments);
    }

    private String[] commandAs(String kubeconfig, String verb, String subject, String[] arguments) {
        return commandAs(kubeconfig, verb, joined(subject, arguments));
    }

    private String[] commandAs(String kubeconfig, String verb, String... arguments) {
        List<String> all = new ArrayList<>(List.of("k8s", verb));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--kubeconfig", kubeconfig, "--profile", profile, "--json"));
        return all.toArray(String[]::new);
    }

    private static String[] joined(String first, String[] rest) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(rest));
        return all.toArray(String[]::new);
    }
}
