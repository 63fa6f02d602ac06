package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** EndpointSlice from discovery.k8s.io/v1beta1 to v1. */
final class EndpointSliceConversion {
    private EndpointSliceConversion() {}

    /** Of the topology v1 takes only the node and the zone; the rest could not be written. */
    static void toV1(ObjectNode object) {
        for (ObjectNode endpoint : Json.objects(object, "endpoints")) {
            JsonNode topology = endpoint.remove("topology");
            if (topology != null) {
                adopt(endpoint, "nodeName", Json.text(topology, "kubernetes.io/hostname"));
                adopt(endpoint, "zone", Json.text(topology, "topology.kubernetes.io/zone"));
            }
        }
    }

    private static void adopt(ObjectNode endpoint, String field, String value) {
        if (!value.isEmpty() && !endpoint.has(field)) {
            endpoint.put(field, value);
        }
    }
}
