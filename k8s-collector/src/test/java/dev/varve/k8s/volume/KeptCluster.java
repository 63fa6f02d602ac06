package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.Deletion;
import dev.varve.k8s.cluster.Discovery;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.cluster.ObjectSink;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Objects that a test lays ready, to be read only. A fake, for code that asks and changes nothing.
 */
final class KeptCluster {
    private static final Set<String> VERBS = Set.of("get", "list");

    private final KeptKinds kept = new KeptKinds();
    private final List<ApiResource> resources = new ArrayList<>();
    private @Nullable ClusterException failure;

    KeptCluster() {
        serve(Served.SNAPSHOT, "v1", "volumesnapshots", true);
        serve(Served.CONTENT, "v1", "volumesnapshotcontents", false);
        serve(Served.SERVICE_ACCOUNT, "v1", "serviceaccounts", true);
    }

    void serve(GroupKind kind, String version, String plural, boolean namespaced) {
        resources.add(
                new ApiResource(kind.group(), version, kind.kind(), plural, namespaced, VERBS));
    }

    /** Every question is answered so from now on. */
    void fail(ClusterException next) {
        failure = next;
    }

    ObjectNode blank(GroupKind kind, String namespace, String name) throws Exception {
        return new Served(discovery()).blank(kind, namespace, name);
    }

    void keep(GroupKind kind, ObjectNode object) throws Exception {
        ApiResource resource = resource(kind);
        String namespace = object.at("/metadata/namespace").asText("");
        ObjectNode _ = kept.create(resource, namespace, object);
        ObjectNode _ =
                kept.mergePatch(
                        resource,
                        namespace,
                        object.at("/metadata/name").asText(),
                        "status",
                        object);
    }

    /** Deleted, and held by a finalizer. */
    void goes(GroupKind kind, String namespace, String name) throws Exception {
        ApiResource resource = resource(kind);
        ObjectNode _ =
                kept.mergePatch(
                        resource,
                        namespace,
                        name,
                        "",
                        Objects.parse("{metadata: {finalizers: ['varve.test/held']}}"));
        boolean _ = kept.delete(resource, namespace, name, Deletion.BACKGROUND);
    }

    void move(GroupKind kind, String namespace, String name, String other) throws Exception {
        ObjectNode object = kept.get(resource(kind), namespace, name).orElseThrow();
        boolean _ = kept.delete(resource(kind), namespace, name, Deletion.BACKGROUND);
        object.withObject("/metadata").put("namespace", other);
        keep(kind, object);
    }

    Cluster proxy() {
        return (Cluster)
                Proxy.newProxyInstance(
                        Cluster.class.getClassLoader(),
                        new Class<?>[] {Cluster.class},
                        (proxy, method, arguments) -> call(method.getName(), arguments));
    }

    private @Nullable Object call(String name, Object @Nullable [] arguments) throws Throwable {
        if (name.equals("discover")) {
            return discovery();
        }
        if (failure != null) {
            throw failure;
        }
        if (name.equals("get") && arguments != null) {
            return kept.get(
                    (ApiResource) arguments[0], (String) arguments[1], (String) arguments[2]);
        }
        if (name.equals("list") && arguments != null) {
            kept.list((ListQuery) arguments[0], (ObjectSink) arguments[1]);
            return null;
        }
        throw new UnsupportedOperationException(name);
    }

    private ApiResource resource(GroupKind kind) {
        return discovery().preferred(kind).orElseThrow();
    }

    private Discovery discovery() {
        return new Discovery(resources, List.of());
    }
}
