package dev.varve.k8s.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.varve.k8s.blueprint.BlueprintFormat;
import dev.varve.k8s.blueprint.Recognition;
import dev.varve.k8s.held.Protections.Protection;
import dev.varve.k8s.resource.Blueprint;
import dev.varve.k8s.resource.BlueprintBinding;
import dev.varve.k8s.resource.BlueprintSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Blueprints and bindings of custom resources, on a stand-in for an API server. */
@EnableKubernetesMockClient(crud = true)
class ResourceProtectionsTest {
    private static final String HOME = "varve";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Set by the extension. */
    @SuppressWarnings("NullAway.Init")
    KubernetesClient client;

    @Test
    void aResourceSaysTheSameAsItsDocument() throws Exception {
        Blueprint resource = lexicon(HOME);

        assertThat(BlueprintResources.blueprint(resource))
                .isEqualTo(BlueprintFormat.read(golden(), "golden"));
    }

    @Test
    void aBlueprintOfTheRunsNamespaceHoldsInAllThatItTakes() throws Exception {
        Blueprint _ = client.resource(lexicon(HOME)).create();

        Protection protection = new ResourceProtections(client, HOME).of("shop");

        assertThat(recognised(protection, "lexicon").orElseThrow().blueprint().title())
                .isEqualTo("A database of words");
        assertThat(recognised(protection, "postgres")).isPresent();
        assertThat(protection.complaints()).isEmpty();
    }

    @Test
    void aNamespacesOwnWinsThereAndHoldsNowhereElse() throws Exception {
        Blueprint _ = client.resource(lexicon(HOME)).create();
        Blueprint own = lexicon("shop");
        own.getSpec().title = "The shop's";
        Blueprint _ = client.resource(own).create();

        assertThat(title("shop")).isEqualTo("The shop's");
        assertThat(title("blog")).isEqualTo("A database of words");
    }

    @Test
    void aBindingOfTheNamespaceChooses() throws Exception {
        BlueprintBinding binding = new BlueprintBinding();
        binding.getMetadata().setNamespace("shop");
        binding.getMetadata().setName("db");
        binding.getSpec().name = "db";
        binding.getSpec().blueprint = "postgresql";
        binding.getSpec().mode = "dump";
        binding.getSpec().parameters = Map.of("PGUSER", "backup");
        BlueprintBinding _ = client.resource(binding).create();

        Recognition found =
                recognised(new ResourceProtections(client, HOME).of("shop"), "ours/db")
                        .orElseThrow();

        assertThat(found.mode().name()).isEqualTo("dump");
        assertThat(found.parameters()).containsEntry("PGUSER", "backup");
        assertThat(recognised(new ResourceProtections(client, HOME).of("blog"), "ours/db"))
                .isEmpty();
    }

    @Test
    void aResourceThatMakesNoSenseIsToldAndHindersNoOther() throws Exception {
        Blueprint broken = lexicon("shop");
        broken.getMetadata().setName("broken");
        broken.getSpec().modes.getFirst().hold = null;
        Blueprint _ = client.resource(broken).create();
        Blueprint _ = client.resource(lexicon("shop")).create();

        Protection protection = new ResourceProtections(client, HOME).of("shop");

        assertThat(protection.complaints())
                .singleElement()
                .asString()
                .startsWith("Blueprint shop/broken is not used: ");
        assertThat(recognised(protection, "lexicon")).isPresent();
    }

    private String title(String namespace) throws Exception {
        return recognised(new ResourceProtections(client, HOME).of(namespace), "lexicon")
                .orElseThrow()
                .blueprint()
                .title();
    }

    /** What protects a Pod of StatefulSet {@code db} in the namespace shop. */
    private static Optional<Recognition> recognised(Protection protection, String image)
            throws Exception {
        ObjectNode pod =
                (ObjectNode)
                        JSON.readTree(
                                """
                                {"metadata": {"namespace": "shop", "name": "db-0",
                                  "ownerReferences": [{"kind": "StatefulSet", "name": "db"}]},
                                 "spec": {"containers": [{"name": "x", "image": "IMAGE"}]}}
                                """
                                        .replace("IMAGE", image));
        return protection.blueprints().recognise(pod, protection.bindings());
    }

    private static Blueprint lexicon(String namespace) throws Exception {
        ObjectNode document = (ObjectNode) new YAMLMapper().readTree(golden());
        document.remove("format");
        document.remove("version");
        Blueprint resource = new Blueprint();
        resource.getMetadata().setNamespace(namespace);
        resource.getMetadata().setName(document.remove("name").asText());
        resource.setSpec(JSON.treeToValue(document, BlueprintSpec.class));
        return resource;
    }

    private static String golden() throws Exception {
        try (InputStream in =
                ResourceProtectionsTest.class.getResourceAsStream("/golden/blueprint-v1.yaml")) {
            return new String(
                    java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
