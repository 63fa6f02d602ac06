package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.Deletion;
import dev.varve.k8s.cluster.Discovery;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.cluster.ObjectSink;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.model.ApiResource;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot kinds on a test cluster. With {@code VARVE_TEST_CUSTOM_RESOURCES=true} they are
 * installed there. Else {@link KeptKinds} keeps their objects, while all other kinds stay with the
 * real API server: a Kubernetes 1.20 that was compiled by Go 1.18 or later dies of the first custom
 * resource (its JSON library does not fit that runtime), and does not tell how it was compiled.
 */
final class CustomKinds {
    private static final String ABLE = "VARVE_TEST_CUSTOM_RESOURCES";

    private final KeptKinds kept = new KeptKinds();
    private final List<ApiResource> resources = new ArrayList<>();
    private final boolean real;

    CustomKinds(Cluster cluster) throws IOException, InterruptedException {
        this(cluster, Boolean.parseBoolean(System.getenv(ABLE)));
    }

    CustomKinds(Cluster cluster, boolean real) throws IOException, InterruptedException {
        this.real = real;
        try (InputStream in = CustomKinds.class.getResourceAsStream("/volume/snapshot-crds.json")) {
            for (JsonNode crd : new ObjectMapper().readTree(in)) {
                resources.add(resource(crd));
                if (real) {
                    install(cluster, (ObjectNode) crd);
                }
            }
        }
    }

    /** The cluster with the snapshot kinds. */
    Cluster over(Cluster cluster) {
        return real
                ? cluster
                : (Cluster)
                        Proxy.newProxyInstance(
                                Cluster.class.getClassLoader(),
                                new Class<?>[] {Cluster.class},
                                (proxy, method, arguments) -> call(cluster, method, arguments));
    }

    private @Nullable Object call(Cluster cluster, Method method, Object @Nullable [] arguments)
            throws Throwable {
        if (arguments != null && arguments.length > 0) {
            if (arguments[0] instanceof ApiResource resource && resources.contains(resource)) {
                return keptCall(resource, method.getName(), arguments);
            }
            if (arguments[0] instanceof ListQuery query && resources.contains(query.resource())) {
                kept.list(query, (ObjectSink) arguments[1]);
                return null;
            }
        }
        try {
            Object answer = method.invoke(cluster, arguments);
            return answer instanceof Discovery discovery ? more(discovery) : answer;
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private Object keptCall(ApiResource resource, String call, Object[] arguments)
            throws ClusterException {
        String namespace = (String) arguments[1];
        return switch (call) {
            case "get" -> kept.get(resource, namespace, (String) arguments[2]);
            case "create" -> kept.create(resource, namespace, (ObjectNode) arguments[2]);
            case "mergePatch" ->
                    kept.mergePatch(
                            resource,
                            namespace,
                            (String) arguments[2],
                            (String) arguments[3],
                            (JsonNode) arguments[4]);
            case "delete" ->
                    kept.delete(
                            resource, namespace, (String) arguments[2], (Deletion) arguments[3]);
            default -> throw new UnsupportedOperationException(call);
        };
    }

    private Discovery more(Discovery discovery) {
        List<ApiResource> all = new ArrayList<>(discovery.resources());
        all.addAll(resources);
        return new Discovery(all, discovery.warnings());
    }

    private static ApiResource resource(JsonNode crd) {
        JsonNode spec = crd.path("spec");
        Set<String> verbs = new HashSet<>(Set.of("get", "list", "create", "patch", "delete"));
        return new ApiResource(
                spec.path("group").asText(),
                spec.at("/versions/0/name").asText(),
                spec.at("/names/kind").asText(),
                spec.at("/names/plural").asText(),
                spec.path("scope").asText().equals("Namespaced"),
                verbs);
    }

    private static void install(Cluster cluster, ObjectNode crd)
            throws IOException, InterruptedException {
        ApiResource crds =
                cluster.discover()
                        .find("apiextensions.k8s.io/v1", "CustomResourceDefinition")
                        .orElseThrow();
        try {
            ObjectNode _ = cluster.create(crds, "", crd, Write.REAL);
        } catch (ClusterException e) {
            if (!e.isAlreadyExists()) {
                throw e;
            }
        }
    }
}
