package dev.varve.k8s.capture;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.Discovery;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.model.ApiResource;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The claims of a cluster, by their names; each namespace is asked once. Where they may not be
 * listed every claim counts as there: the capture itself warns of that. Confined to one thread.
 */
final class ClaimList implements Departures.Claims {
    private final Cluster cluster;
    private final ApiResource resource;
    private final Map<String, Optional<Set<String>>> known = new HashMap<>();
    private final ObjectMapper json = new ObjectMapper();

    ClaimList(Cluster cluster, Discovery discovery) {
        this.cluster = cluster;
        resource = discovery.find("v1", "PersistentVolumeClaim").orElseThrow();
    }

    @Override
    public boolean has(String namespace, String claim) throws IOException, InterruptedException {
        Optional<Set<String>> claims = known.get(namespace);
        if (claims == null) {
            claims = read(namespace);
            known.put(namespace, claims);
        }
        return claims.isEmpty() || claims.get().contains(claim);
    }

    private Optional<Set<String>> read(String namespace) throws IOException, InterruptedException {
        Set<String> names = new HashSet<>();
        try {
            cluster.list(
                    ListQuery.all(resource, namespace),
                    bytes -> {
                        String name = json.readTree(bytes).path("metadata").path("name").asText();
                        boolean _ = names.add(name);
                    });
            return Optional.of(names);
        } catch (ClusterException e) {
            if (!e.isForbidden()) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
