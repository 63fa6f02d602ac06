package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/** The claims that a run takes. */
record WantedClaims(Cluster cluster, Served served, Predicate<ObjectNode> wanted) {
    /** A claim with this annotation, or label, of value {@code true} is left out. */
    static final String EXCLUDE = "varve.dev/exclude";

    List<ObjectNode> of(String namespace) throws IOException, InterruptedException {
        return Served.list(cluster, ListQuery.all(served.require(Served.CLAIM), namespace)).stream()
                .filter(claim -> !isExcluded(claim) && wanted.test(claim))
                .toList();
    }

    static ObjectKey key(JsonNode claim) {
        return new ObjectKey(
                Served.CLAIM,
                claim.at("/metadata/namespace").asText(),
                claim.at("/metadata/name").asText());
    }

    private static boolean isExcluded(JsonNode claim) {
        JsonNode metadata = claim.path("metadata");
        return metadata.path("annotations").path(EXCLUDE).asText().equals("true")
                || metadata.path("labels").path(EXCLUDE).asText().equals("true");
    }
}
