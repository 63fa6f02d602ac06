package dev.varve.k8s.rule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Which node ports of a Service somebody set. One that the API server allocated stands neither in
 * the last applied configuration nor among the managed fields.
 */
final class NodePorts {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private final JsonNode applied;
    private final List<JsonNode> managed = new ArrayList<>();

    private NodePorts(ObjectNode service) {
        applied = parse(Json.text(service, "metadata", "annotations", APPLIED)).path("spec");
        for (ObjectNode entry : Json.objects(service, "metadata", "managedFields")) {
            managed.add(Json.at(entry, "fieldsV1", "f:spec"));
        }
    }

    static NodePorts of(ObjectNode service) {
        return new NodePorts(service);
    }

    boolean names(ObjectNode port) {
        for (ObjectNode each : Json.objects(applied, "ports")) {
            if (isSame(each, port) && each.path("nodePort").asInt() != 0) {
                return true;
            }
        }
        return managed.stream().anyMatch(spec -> manages(spec.path("f:ports"), port));
    }

    boolean namesHealthCheck() {
        return applied.path("healthCheckNodePort").asInt() != 0
                || managed.stream().anyMatch(spec -> spec.has("f:healthCheckNodePort"));
    }

    /** Keys of list elements look like {@code k:{"port":80,"protocol":"TCP"}}. */
    private static boolean manages(JsonNode ports, ObjectNode port) {
        return ports.properties().stream()
                .filter(each -> each.getKey().startsWith("k:"))
                .filter(each -> each.getValue().has("f:nodePort"))
                .anyMatch(each -> isSame(parse(each.getKey().substring(2)), port));
    }

    private static boolean isSame(JsonNode one, JsonNode other) {
        return one.path("port").asInt() == other.path("port").asInt()
                && one.path("protocol").asText("TCP").equals(other.path("protocol").asText("TCP"));
    }

    /** What people put into an annotation may be no JSON; then it names nothing. */
    private static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            return Json.empty();
        }
    }
}
