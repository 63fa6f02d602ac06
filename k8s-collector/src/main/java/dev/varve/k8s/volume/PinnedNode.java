package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/**
 * The one node to which a volume's node selector holds its movers. A {@code kubernetes.io/hostname}
 * is taken for the node's name, as kubelets set it.
 */
final class PinnedNode {
    static final String HOSTNAME = "kubernetes.io/hostname";

    private PinnedNode() {}

    /** Its name; empty when there are several, or it cannot be told. */
    static String of(JsonNode nodeSelector) {
        Set<String> nodes = new TreeSet<>();
        for (JsonNode term : nodeSelector.path("nodeSelectorTerms")) {
            nodes.add(node(term));
        }
        return nodes.size() == 1 ? nodes.iterator().next() : "";
    }

    /** Terms are alternatives; what one of them asks for must all be so. */
    private static String node(JsonNode term) {
        String byName = only(term.path("matchFields"), "metadata.name");
        return byName.isEmpty() ? only(term.path("matchExpressions"), HOSTNAME) : byName;
    }

    private static String only(JsonNode requirements, String key) {
        for (JsonNode each : requirements) {
            JsonNode values = each.path("values");
            if (each.path("key").asText().equals(key)
                    && each.path("operator").asText().equals("In")
                    && values.size() == 1) {
                return values.path(0).asText();
            }
        }
        return "";
    }
}
