package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Frees a Service from the addresses and ports that the source allocated for it. */
final class ServiceRule implements Rule {
    @Override
    public Optional<Verdict> apply(Draft draft) {
        if (isApiServer(draft)) {
            return draft.skip("it is the API server of the cluster it was captured in");
        }
        draft.spec().ifPresent(spec -> clean(draft, spec));
        return GO_ON;
    }

    /** The Service, and its Endpoints or slice, that every cluster makes for its API server. */
    static boolean isApiServer(Draft draft) {
        return draft.source().namespace().equals("default")
                && draft.source().name().equals("kubernetes");
    }

    private static void clean(Draft draft, ObjectNode spec) {
        if (!Json.text(spec, "clusterIP").equals("None")) {
            Json.remove(spec, List.of("clusterIP", "clusterIPs"));
        }
        if (!draft.options().chose(Choice.KEEP_NODE_PORTS)) {
            dropAllocatedPorts(draft, spec);
        }
        warnOfTakenPorts(draft, spec);
    }

    private static void dropAllocatedPorts(Draft draft, ObjectNode spec) {
        NodePorts explicit = NodePorts.of(draft.captured());
        boolean dropped = false;
        for (ObjectNode port : Json.objects(spec, "ports")) {
            dropped |= !explicit.names(port) && port.remove("nodePort") != null;
        }
        dropped |= !explicit.namesHealthCheck() && spec.remove("healthCheckNodePort") != null;
        if (dropped) {
            draft.changed("node ports that were allocated are allocated anew");
        }
    }

    /** Of two Services in one cluster only one can have a node port. */
    private static void warnOfTakenPorts(Draft draft, ObjectNode spec) {
        if (!draft.mapping().moves(draft.source().namespace())) {
            return;
        }
        List<ObjectNode> others =
                draft.context()
                        .existing(draft.source())
                        .map(service -> Json.objects(service, "spec", "ports"))
                        .orElse(List.of());
        for (ObjectNode port : Json.objects(spec, "ports")) {
            JsonNode number = port.path("nodePort");
            if (others.stream().anyMatch(other -> other.path("nodePort").equals(number))
                    && number.isNumber()) {
                draft.warn("its node port " + number + " is taken by " + draft.source());
            }
        }
    }
}
