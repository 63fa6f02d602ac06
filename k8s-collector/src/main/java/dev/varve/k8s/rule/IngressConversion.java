package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Ingress from extensions/v1beta1 or networking.k8s.io/v1beta1 to networking.k8s.io/v1. */
final class IngressConversion {
    private IngressConversion() {}

    static void toV1(ObjectNode object) {
        Json.object(object, "spec").ifPresent(IngressConversion::convertSpec);
    }

    private static void convertSpec(ObjectNode spec) {
        Json.rename(spec, "backend", "defaultBackend");
        Json.object(spec, "defaultBackend").ifPresent(IngressConversion::convertBackend);
        for (ObjectNode rule : Json.objects(spec, "rules")) {
            for (ObjectNode path : Json.objects(rule, "http", "paths")) {
                if (Json.text(path, "pathType").isEmpty()) {
                    path.put("pathType", "ImplementationSpecific");
                }
                Json.object(path, "backend").ifPresent(IngressConversion::convertBackend);
            }
        }
    }

    /** {@code serviceName} and {@code servicePort} became {@code service.name} and {@code port}. */
    private static void convertBackend(ObjectNode backend) {
        JsonNode name = backend.remove("serviceName");
        JsonNode port = backend.remove("servicePort");
        if (name == null) {
            return;
        }
        ObjectNode service = backend.putObject("service");
        service.set("name", name);
        if (port == null) {
            return;
        }
        String field = port.isNumber() ? "number" : "name";
        service.putObject("port").set(field, port);
    }
}
