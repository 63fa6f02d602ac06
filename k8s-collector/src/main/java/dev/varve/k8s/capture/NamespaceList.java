package dev.varve.k8s.capture;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.Discovery;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.model.ApiResource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds the namespaces of a scope. */
public final class NamespaceList {
    private NamespaceList() {}

    /**
     * Their names, sorted. Those that are named one by one are not looked for: a tenant may see its
     * own and not list all.
     */
    public static List<String> of(Cluster cluster, Discovery discovery, Scope scope)
            throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        if (scope.namesNamespaces()) {
            scope.namespaces().stream()
                    .map(Glob::text)
                    .filter(scope::takesNamespace)
                    .forEach(names::add);
        } else {
            ObjectMapper json = new ObjectMapper();
            ApiResource resource = discovery.find("v1", "Namespace").orElseThrow();
            cluster.list(
                    ListQuery.all(resource, ""),
                    bytes ->
                            names.add(json.readTree(bytes).path("metadata").path("name").asText()));
            names.removeIf(name -> !scope.takesNamespace(name));
        }
        return names.stream().distinct().sorted().toList();
    }
}
