package dev.varve.k8s.blueprint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a Pod, or a workload's template, asks for by its annotations.
 *
 * @param blueprint empty: the one that is recognised
 * @param mode empty: the blueprint's first
 */
record Asked(String blueprint, String mode) {
    private static final String BLUEPRINT = "varve.dev/blueprint";
    private static final String MODE = "varve.dev/blueprint-mode";

    static Asked by(ObjectNode podOrWorkload) {
        JsonNode template = podOrWorkload.at("/spec/template/metadata/annotations");
        JsonNode own = podOrWorkload.at("/metadata/annotations");
        JsonNode annotations = template.has(BLUEPRINT) || template.has(MODE) ? template : own;
        return new Asked(annotations.path(BLUEPRINT).asText(""), annotations.path(MODE).asText(""));
    }
}
