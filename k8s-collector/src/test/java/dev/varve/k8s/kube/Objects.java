package dev.varve.k8s.kube;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.Deletion;
import dev.varve.k8s.cluster.Discovery;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.model.ApiResource;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** Makes objects on a test cluster from JSON that may leave out quotes around names. */
public final class Objects {
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .configure(JsonParser.Feature.ALLOW_UNQUOTED_FIELD_NAMES, true)
                    .configure(JsonParser.Feature.ALLOW_SINGLE_QUOTES, true);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Cluster cluster;
    private Discovery discovery;

    public Objects(Cluster cluster) throws IOException, InterruptedException {
        this.cluster = cluster;
        discovery = cluster.discover();
    }

    /** A name that no other test of this run has. */
    public static String unique(String stem) {
        return stem + "-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
    }

    public static ObjectNode parse(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    public ApiResource resource(String apiVersion, String kind) {
        return discovery.find(apiVersion, kind).orElseThrow();
    }

    /** Looks again at what is served, after CRDs changed. */
    public void rediscover() throws IOException, InterruptedException {
        discovery = cluster.discover();
    }

    public Discovery discovery() {
        return discovery;
    }

    public ObjectNode create(String json) throws IOException, InterruptedException {
        ObjectNode object = parse(json);
        ApiResource resource =
                resource(object.path("apiVersion").asText(), object.path("kind").asText());
        return cluster.create(
                resource, object.path("metadata").path("namespace").asText(), object, Write.REAL);
    }

    public String createNamespace(String stem) throws IOException, InterruptedException {
        String name = unique(stem);
        ObjectNode _ =
                create("{apiVersion: 'v1', kind: 'Namespace', metadata: {name: '" + name + "'}}");
        return name;
    }

    /** Has a namespace deleted, and does not wait for its end. */
    public void dropNamespace(String name) throws IOException, InterruptedException {
        boolean _ = cluster.delete(resource("v1", "Namespace"), "", name, Deletion.BACKGROUND);
    }

    /** Deletes a namespace and waits until it is gone. */
    public void deleteNamespace(String name) throws IOException, InterruptedException {
        ApiResource namespaces = resource("v1", "Namespace");
        if (!cluster.delete(namespaces, "", name, Deletion.BACKGROUND)) {
            return;
        }
        Awaitility.await("end of namespace " + name)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> cluster.get(namespaces, "", name).isEmpty());
    }
}
