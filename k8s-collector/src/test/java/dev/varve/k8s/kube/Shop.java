package dev.varve.k8s.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.Deletion;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** An application with an object of every common kind, in a namespace of its own. */
public final class Shop {
    private static final List<String> OUTSIDE =
            List.of(
                    "admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration -checks",
                    "v1 PersistentVolume -share",
                    "rbac.authorization.k8s.io/v1 ClusterRoleBinding -reads",
                    "rbac.authorization.k8s.io/v1 ClusterRole -reader",
                    "storage.k8s.io/v1 StorageClass -disks",
                    "scheduling.k8s.io/v1 PriorityClass -high");

    private final Cluster cluster;
    private final Objects objects;
    private final String namespace;
    private final boolean customObjects;

    /**
     * An application that is not there yet.
     *
     * @param customObjects whether the API server keeps objects of custom kinds
     */
    public Shop(Cluster cluster, Objects objects, boolean customObjects) {
        this(cluster, objects, customObjects, Objects.unique("shop"));
    }

    private Shop(Cluster cluster, Objects objects, boolean customObjects, String namespace) {
        this.cluster = cluster;
        this.customObjects = customObjects;
        this.objects = objects;
        this.namespace = namespace;
    }

    /** The same application on another cluster, as a restore makes it there. */
    public Shop on(Cluster other, Objects objectsThere) {
        return new Shop(other, objectsThere, customObjects, namespace);
    }

    public String namespace() {
        return namespace;
    }

    /**
     * Makes all of it, with two chains of owners: ConfigMaps, and if they can be kept Orders, each
     * of them first owns second owns third.
     */
    public void open() throws IOException, InterruptedException {
        for (JsonNode each : read()) {
            if (customObjects || !each.path("kind").asText().equals("Order")) {
                make((ObjectNode) each);
            }
            if (each.path("kind").asText().equals("CustomResourceDefinition")) {
                awaitDefinition();
            }
        }
        chain("v1", "ConfigMap", "settings");
        if (customObjects) {
            chain(group() + "/v1", "Order", "first");
        }
        Awaitility.await("what controllers make")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> hasWhatControllersMake());
    }

    private void chain(String apiVersion, String kind, String first)
            throws IOException, InterruptedException {
        ObjectNode owner = get(apiVersion, kind, first);
        for (String name : List.of("second", "third")) {
            owner = objects.create(owned(apiVersion, kind, name, owner));
        }
    }

    private String group() {
        return namespace + ".example.com";
    }

    private String owned(String apiVersion, String kind, String name, ObjectNode owner) {
        return """
        {apiVersion: '%s', kind: '%s', metadata: {name: '%s', namespace: '%s', ownerReferences: [
          {apiVersion: '%s', kind: '%s', name: '%s', uid: '%s', controller: true}]}}
        """
                .formatted(
                        apiVersion,
                        kind,
                        name,
                        namespace,
                        apiVersion,
                        kind,
                        owner.path("metadata").path("name").asText(),
                        owner.path("metadata").path("uid").asText());
    }

    private boolean hasWhatControllersMake() throws IOException, InterruptedException {
        ApiResource claims = objects.resource("v1", "PersistentVolumeClaim");
        ApiResource deployments = objects.resource("apps/v1", "Deployment");
        return cluster.get(claims, namespace, "data-db-0").isPresent()
                && cluster.get(claims, namespace, "data-db-1").isPresent()
                && get("v1", "PersistentVolumeClaim", "share")
                        .path("status")
                        .path("phase")
                        .asText()
                        .equals("Bound")
                && cluster.get(deployments, namespace, "web")
                        .filter(web -> web.path("status").path("observedGeneration").asInt() > 0)
                        .isPresent();
    }

    private JsonNode read() throws IOException {
        try (InputStream in = Shop.class.getResourceAsStream("shop.json")) {
            String text =
                    new String(
                            java.util.Objects.requireNonNull(in).readAllBytes(),
                            StandardCharsets.UTF_8);
            return new ObjectMapper().readTree(text.replace("$NS", namespace));
        }
    }

    /** Endpoints of a new namespace may meet its controllers, a Pod may come before its account. */
    private void make(ObjectNode object) {
        Awaitility.await("creation of " + object.path("kind").asText())
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(300))
                .ignoreExceptionsMatching(
                        e -> e instanceof ClusterException refused && refused.isForbidden())
                .until(() -> {
                    ApiResource resource = served(object);
                    object.put("apiVersion", resource.apiVersion());
                    String in = object.path("metadata").path("namespace").asText();
                    ObjectNode _ = cluster.create(resource, in, object, Write.REAL);
                    return true;
                });
    }

    /** The kind in the version written down, or in what came after it. */
    private ApiResource served(ObjectNode object) {
        String apiVersion = object.path("apiVersion").asText();
        String kind = object.path("kind").asText();
        return objects.discovery()
                .find(apiVersion, kind)
                .or(() -> objects.discovery().preferred(GroupKind.of(apiVersion, kind)))
                .orElseThrow();
    }

    private void awaitDefinition() {
        Awaitility.await("the kind Order")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    objects.rediscover();
                    return objects.discovery().find(group() + "/v1", "Order").isPresent();
                });
    }

    public ObjectNode get(String apiVersion, String kind, String name)
            throws IOException, InterruptedException {
        ApiResource resource = objects.resource(apiVersion, kind);
        return cluster.get(resource, namespace, name).orElseThrow();
    }

    /** Takes the namespace away, and with {@code all} what belongs to it outside. */
    public void close(boolean all) throws IOException, InterruptedException {
        objects.deleteNamespace(namespace);
        if (all) {
            for (String each : OUTSIDE) {
                String[] parts = each.split(" ", -1);
                ApiResource resource = objects.resource(parts[0], parts[1]);
                boolean _ = cluster.delete(resource, "", namespace + parts[2], Deletion.BACKGROUND);
            }
            boolean _ =
                    cluster.delete(
                            objects.resource("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
                            "",
                            "orders." + group(),
                            Deletion.BACKGROUND);
        }
    }
}
