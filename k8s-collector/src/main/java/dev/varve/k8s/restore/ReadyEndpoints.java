package dev.varve.k8s.restore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.util.Optional;

/** Looks whether anybody answers for a Service. */
final class ReadyEndpoints {
    private static final GroupKind ENDPOINTS = new GroupKind("", "Endpoints");

    private ReadyEndpoints() {}

    /** True when the Service has a ready address. */
    static boolean of(Target target, String namespace, String service)
            throws IOException, InterruptedException {
        Optional<ObjectNode> endpoints = target.look(new ObjectKey(ENDPOINTS, namespace, service));
        if (endpoints.isPresent()) {
            for (JsonNode subset : endpoints.get().path("subsets")) {
                if (!subset.path("addresses").isEmpty()) {
                    return true;
                }
            }
        }
        return false;
    }
}
