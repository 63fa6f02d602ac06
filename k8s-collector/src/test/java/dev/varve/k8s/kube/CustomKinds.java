package dev.varve.k8s.kube;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The committed CRDs on a test cluster, and a namespace for objects of them. */
public final class CustomKinds implements AutoCloseable {
    private final KubernetesClient client;
    private final String namespace;

    private CustomKinds(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /**
     * Installs them, and waits until they are served. Those that were not there stay until the last
     * test has ended: others use them too.
     */
    public static CustomKinds install(KubeServer server) throws IOException {
        Config config =
                new ConfigBuilder(Config.fromKubeconfig(server.kubeconfig().toFile()))
                        .withRequestRetryBackoffLimit(2)
                        .build();
        KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
        List<CustomResourceDefinition> made = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder())) {
            for (Path file : files.toList()) {
                CustomResourceDefinition crd =
                        client.getKubernetesSerialization()
                                .unmarshal(Files.readString(file), CustomResourceDefinition.class);
                if (client.resource(crd).get() == null) {
                    made.add(client.resource(crd).create());
                }
            }
        }
        server.atEnd(() -> delete(config, made));
        CustomKinds kinds = new CustomKinds(client, Objects.unique("kinds"));
        kinds.awaitEstablished();
        var _ =
                client.resource(
                                new NamespaceBuilder()
                                        .withNewMetadata()
                                        .withName(kinds.namespace)
                                        .endMetadata()
                                        .build())
                        .create();
        return kinds;
    }

    private static void delete(Config config, List<CustomResourceDefinition> definitions) {
        try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
            for (CustomResourceDefinition each : definitions) {
                var _ = client.resource(each).delete();
            }
        }
    }

    public KubernetesClient client() {
        return client;
    }

    public String namespace() {
        return namespace;
    }

    public List<CustomResourceDefinition> definitions() {
        return client.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
                .filter(each -> each.getSpec().getGroup().equals("varve.dev"))
                .toList();
    }

    /** Whether the API server kept the rules: older ones drop them in silence. */
    public boolean checksRules() {
        return client.getKubernetesSerialization()
                .asJson(definitions())
                .contains("x-kubernetes-validations");
    }

    private void awaitEstablished() {
        Awaitility.await("custom kinds to be served")
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        definitions().stream()
                                .allMatch(each ->
                                        each.getStatus() != null
                                                && each.getStatus().getConditions().stream()
                                                        .anyMatch(one ->
                                                                one.getType().equals("Established")
                                                                        && one.getStatus()
                                                                                .equals("True"))));
    }

    private static Path folder() {
        return Path.of(System.getProperty("varve.root", "..")).resolve("k8s-collector/deploy/crds");
    }

    @Override
    public void close() {
        var _ = client.namespaces().withName(namespace).delete();
        client.close();
    }
}
