package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.kube.ClusterState;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.kube.Shop;
import dev.varve.protocol.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An application with an object of every common kind, backed up and restored by the commands. */
@ExtendWith(KubeServer.Extension.class)
class KubernetesIT {
    private static final int INCOMPLETE = ErrorCode.INCOMPLETE.exitCode();

    @TempDir Path work = Path.of("");
    private Scripted varve = new Scripted(work);
    private String kubeconfig = "";
    private String profile = "";
    private Cluster cluster;
    private Objects objects;
    private Shop shop;
    private boolean customObjects;

    @BeforeEach
    void open(KubeServer server) throws Exception {
        varve = new Scripted(work);
        kubeconfig = server.kubeconfig().toString();
        profile = work.resolve("profile.json").toString();
        int port = Scripted.freePort();
        varve.serve(work.resolve("data"), port, Scripted.freePort());
        varve.enroll("collector", work.resolve("data").toString(), port, profile);
        cluster = server.admin();
        objects = new Objects(cluster);
        customObjects = server.keepsCustomObjects();
        shop = new Shop(cluster, objects, customObjects);
        shop.open();
    }

    @AfterEach
    void close() throws Exception {
        varve.close();
        shop.close(true);
        cluster.close();
    }

    @Test
    void aDeletedApplicationComesBackObjectByObject() throws Exception {
        Map<String, String> before = ClusterState.of(cluster, shop.namespace());
        assertThat(before).hasSizeGreaterThan(30);
        JsonNode backup = backUp();
        assertThat(backup.get("warnings").asInt()).isZero();
        shop.close(true);

        JsonNode restored = k8s("restore", "latest:test", "-n", shop.namespace());

        assertThat(restored.get("failures")).isEmpty();
        assertThat(restored.get("warnings")).isEmpty();
        assertSame(before, ClusterState.of(cluster, shop.namespace()));
        assertOwnersAreThose();
    }

    private void assertOwnersAreThose() throws IOException, InterruptedException {
        assertChain("v1", "ConfigMap", "settings");
        if (customObjects) {
            objects.rediscover();
            assertChain(shop.namespace() + ".example.com/v1", "Order", "first");
        }
    }

    private void assertChain(String apiVersion, String kind, String first)
            throws IOException, InterruptedException {
        String firstUid = shop.get(apiVersion, kind, first).path("metadata").path("uid").asText();
        assertThat(owner(apiVersion, kind, "second")).isEqualTo(firstUid);
        assertThat(owner(apiVersion, kind, "third"))
                .isEqualTo(
                        shop.get(apiVersion, kind, "second").path("metadata").path("uid").asText());
    }

    private String owner(String apiVersion, String kind, String name)
            throws IOException, InterruptedException {
        return shop.get(apiVersion, kind, name)
                .path("metadata")
                .path("ownerReferences")
                .path(0)
                .path("uid")
                .asText();
    }

    private static void assertSame(Map<String, String> before, Map<String, String> after) {
        assertThat(after.keySet()).containsExactlyInAnyOrderElementsOf(before.keySet());
        before.forEach((key, json) -> assertThat(after.get(key)).as(key).isEqualTo(json));
    }

    private JsonNode backUp() throws IOException, InterruptedException {
        return k8s(
                "backup",
                "--cluster",
                "test",
                "-n",
                shop.namespace(),
                "--state-dir",
                work.resolve("state").toString());
    }

    private JsonNode k8s(String... arguments) throws IOException, InterruptedException {
        return varve.json(command(arguments));
    }

    private String[] command(String... arguments) {
        List<String> all = new ArrayList<>(List.of("k8s"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--kubeconfig", kubeconfig, "--profile", profile, "--json"));
        return all.toArray(String[]::new);
    }
}
