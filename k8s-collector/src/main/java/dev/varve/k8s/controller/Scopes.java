package dev.varve.k8s.controller;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.k8s.capture.Glob;
import dev.varve.k8s.capture.NamedObject;
import dev.varve.k8s.capture.NamespaceList;
import dev.varve.k8s.capture.Scope;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.Discovery;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.resource.ClusterObjects;
import dev.varve.k8s.resource.ScopeSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the scope of a resource means on a cluster, at this moment. */
final class Scopes {
    /** An empty list would take every namespace; no namespace has this name. */
    private static final List<Glob> NONE = Glob.list(List.of("/*"));

    private Scopes() {}

    /**
     * The scope. Where labels of namespaces choose, those that have them now are named one by one;
     * globs stay globs, by which the repository tells which point came before.
     */
    static Scope now(ScopeSpec spec, Cluster cluster) throws IOException, InterruptedException {
        Scope asked =
                new Scope(
                        Glob.list(spec.namespaces),
                        Glob.list(spec.excludedNamespaces),
                        Glob.list(spec.kinds),
                        Glob.list(spec.excludedKinds),
                        spec.labelSelectors,
                        spec.objects.stream().map(NamedObject::parse).toList(),
                        spec.withRelated,
                        clusterObjects(spec.clusterObjects));
        if (spec.namespaceSelector.isEmpty()) {
            return asked;
        }
        Discovery discovery = cluster.discover();
        List<String> names = new ArrayList<>(NamespaceList.of(cluster, discovery, asked));
        names.retainAll(labelled(spec.namespaceSelector, cluster, discovery));
        return new Scope(
                names.isEmpty() ? NONE : Glob.list(names),
                List.of(),
                asked.kinds(),
                asked.excludedKinds(),
                asked.labelSelectors(),
                asked.objects(),
                asked.related(),
                asked.clusterObjects());
    }

    private static List<String> labelled(String selector, Cluster cluster, Discovery discovery)
            throws IOException, InterruptedException {
        ObjectMapper json = new ObjectMapper();
        List<String> names = new ArrayList<>();
        cluster.list(
                new ListQuery(discovery.find("v1", "Namespace").orElseThrow(), "", selector, ""),
                bytes -> names.add(json.readTree(bytes).path("metadata").path("name").asText()));
        return names;
    }

    static Scope.ClusterObjects clusterObjects(ClusterObjects asked) {
        return switch (asked) {
            case None -> Scope.ClusterObjects.NONE;
            case Related -> Scope.ClusterObjects.RELATED;
            case All -> Scope.ClusterObjects.ALL;
        };
    }
}
