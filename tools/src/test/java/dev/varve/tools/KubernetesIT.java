package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.k8s.kube.ClusterState;
import dev.varve.k8s.kube.Shop;
import dev.varve.protocol.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * An application with an object of every common kind, backed up and restored by the commands, on a
 * real API server.
 */
@ExtendWith(KubernetesLab.Extension.class)
@ResourceLock("Kubernetes")
class KubernetesIT {
    private static final int INCOMPLETE = ErrorCode.INCOMPLETE.exitCode();

    private final KubernetesLab lab;

    private final String shop;

    KubernetesIT(KubernetesLab lab) {
        this.lab = lab;
        shop = lab.shop().namespace();
    }

    @Test
    void aDeletedApplicationComesBackObjectByObject() throws Exception {
        Shop other = new Shop(lab.cluster(), lab.objects(), lab.customObjects());
        other.open();
        try {
            Map<String, String> before = ClusterState.of(lab.cluster(), other.namespace());
            assertThat(before).hasSizeGreaterThan(30);
            JsonNode backup = lab.backUp("-n", other.namespace(), "--cluster-objects", "all");
            assertThat(backup.get("warnings").asInt()).isZero();
            other.close(true);

            String made = backup.get("point").asText();
            JsonNode restored = lab.k8s("restore", made, "-n", other.namespace());

            assertThat(restored.get("failures")).isEmpty();
            assertThat(restored.get("warnings")).isEmpty();
            if (!lab.customObjects()) {
                // No object of its kind is there to need it, so it comes by name alone.
                String definition = "orders." + other.namespace() + ".example.com";
                lab.vault()
                        .restore(
                                made,
                                "{objects: ['CustomResourceDefinition.apiextensions.k8s.io/%s']}"
                                        .formatted(definition));
            }
            assertSame(before, ClusterState.of(lab.cluster(), other.namespace()));
            assertOwnersAreThose(other);
        } finally {
            other.close(true);
        }
    }

    @Test
    void anApplicationGoesIntoAnotherNamespaceWithMapsAndTransforms() throws Exception {
        String copy = lab.copy("copy");
        Path transforms = lab.work().resolve("transforms.json");
        Files.writeString(
                transforms,
                """
                [{"name": "one replica", "match": {"kind": "Deployment.apps", "name": "w*"},
                  "patch": [{"op": "replace", "path": "/spec/replicas", "value": 1}]},
                 {"name": "mark", "match": {"kind": "ConfigMap", "labels": {"app": "web"}},
                  "merge": {"data": {"copied": "yes"}}}]
                """);

        JsonNode restored =
                lab.k8s(
                        "restore",
                        lab.into(
                                copy,
                                "--map-storage-class",
                                shop + "-disks=faster",
                                "--map-image",
                                "registry.example.com/=mirror.example.com/",
                                "--remove-affinity",
                                "--transforms",
                                transforms.toString()));

        assertThat(restored.get("failures")).isEmpty();
        JsonNode web = lab.get(copy, "apps/v1", "Deployment", "web").path("spec");
        assertThat(web.path("replicas").asInt()).isEqualTo(1);
        JsonNode pod = web.path("template").path("spec");
        assertThat(pod.path("containers").path(0).path("image").asText())
                .isEqualTo("mirror.example.com/shop/web:1.2");
        assertThat(pod.has("nodeSelector")).isFalse();
        JsonNode settings = lab.get(copy, "v1", "ConfigMap", "settings");
        assertThat(settings.at("/data/copied").asText()).isEqualTo("yes");
        assertClassOfDisks(copy, "faster");
        JsonNode binding = lab.get(copy, "rbac.authorization.k8s.io/v1", "RoleBinding", "configs");
        assertThat(binding.at("/subjects/0/namespace").asText()).isEqualTo(copy);
        assertThat(lab.namesIn(copy)).containsAll(lab.namesIn(shop));
    }

    private void assertClassOfDisks(String namespace, String expected) throws Exception {
        JsonNode claim = lab.get(namespace, "v1", "PersistentVolumeClaim", "data-db-0");
        assertThat(claim.at("/spec/storageClassName").asText()).isEqualTo(expected);
        JsonNode database = lab.get(namespace, "apps/v1", "StatefulSet", "db");
        assertThat(database.at("/spec/volumeClaimTemplates/0/spec/storageClassName").asText())
                .isEqualTo(expected);
    }

    @Test
    void anObjectThatIsThereIsSettledByThePolicy() throws Exception {
        String copy = lab.copy("policy");
        restoreInto(copy, "skip");
        JsonNode before = lab.get(copy, "v1", "ConfigMap", "settings");
        lab.paint(copy, "red");

        restoreInto(copy, "skip");
        assertThat(lab.colour(copy)).isEqualTo("red");

        Scripted.Outcome refused =
                lab.varve().run(lab.command("restore", lab.into(copy, "--existing", "fail")));
        assertThat(refused.exitCode()).isEqualTo(INCOMPLETE);
        assertThat(refused.out()).contains("nothing was changed");
        assertThat(lab.colour(copy)).isEqualTo("red");

        restoreInto(copy, "update");
        JsonNode updated = lab.get(copy, "v1", "ConfigMap", "settings");
        assertThat(lab.colour(copy)).isEqualTo("blue");
        assertThat(updated.at("/metadata/uid")).isEqualTo(before.at("/metadata/uid"));

        lab.paint(copy, "green");
        restoreInto(copy, "recreate");
        JsonNode anew = lab.get(copy, "v1", "ConfigMap", "settings");
        assertThat(lab.colour(copy)).isEqualTo("blue");
        assertThat(anew.at("/metadata/uid")).isNotEqualTo(before.at("/metadata/uid"));
    }

    private void restoreInto(String copy, String existing) throws Exception {
        lab.vault()
                .restore(
                        lab.point(),
                        "{namespaces: ['%1$s'], clusterObjects: 'none', namespaceMap: {'%1$s': '%2$s'}, existing: '%3$s'}"
                                .formatted(shop, copy, existing));
    }

    @Test
    void aSingleObjectComesBackAlone() throws Exception {
        String copy = lab.copy("single");
        JsonNode restored =
                lab.k8s(
                        "restore",
                        lab.point(),
                        "--object",
                        "ConfigMap/" + shop + "/settings",
                        "--map-namespace",
                        shop + "=" + copy);
        assertThat(restored.get("failures")).isEmpty();
        assertThat(lab.namesIn(copy)).containsExactly("ConfigMap/settings");
    }

    @Test
    void aPlanChangesNothingShowsNoSecretAndIsCarriedOutAsItStands() throws Exception {
        String copy = lab.copy("plan");
        Path plan = lab.work().resolve("plan.json");
        JsonNode shown = lab.k8s("plan", lab.into(copy, "--out", plan.toString()));
        assertThat(shown.get("stages")).isNotEmpty();
        assertThat(Files.readString(plan))
                .doesNotContain("c2VjcmV0LTQyLXZhbHVl", "secret-42-value");
        assertThat(lab.cluster().get(lab.objects().resource("v1", "Namespace"), "", copy))
                .isEmpty();

        assertThat(lab.k8s("restore", "--plan", plan.toString()).get("failures")).isEmpty();
        assertThat(lab.colour(copy)).isEqualTo("blue");
    }

    @Test
    void aDifferenceIsShownAndRolledBackWithoutTouchingTheRest() throws Exception {
        String copy = lab.copy("diff");
        restoreInto(copy, "skip");
        String[] inside = lab.into(copy, "--cluster-objects", "none");
        assertThat(lab.k8s("diff", inside).get("differences")).isEmpty();
        lab.paint(copy, "red");

        JsonNode differences = lab.k8s("diff", inside).get("differences");

        assertThat(differences).hasSize(1);
        assertThat(differences.path(0).path("object").asText())
                .isEqualTo("ConfigMap " + copy + "/settings");
        assertThat(differences.path(0).at("/patch/data").toString())
                .isEqualTo("{\"colour\":\"blue\"}");
        JsonNode back =
                lab.k8s(
                        "restore",
                        lab.into(copy, "--cluster-objects", "none", "--existing", "update"));
        assertThat(back.get("done").asInt()).isEqualTo(1);
        assertThat(lab.colour(copy)).isEqualTo("blue");
    }

    private void assertOwnersAreThose(Shop restored) throws IOException, InterruptedException {
        assertChain(restored, "v1", "ConfigMap", "settings");
        if (lab.customObjects()) {
            lab.objects().rediscover();
            assertChain(restored, restored.namespace() + ".example.com/v1", "Order", "first");
        }
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
}
