package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** PodDisruptionBudget from policy/v1beta1 to policy/v1. */
final class DisruptionBudgetConversion {
    private DisruptionBudgetConversion() {}

    /**
     * An empty selector chose no Pod in v1beta1, and chooses all in v1; an absent one chooses none.
     */
    static void toV1(ObjectNode object) {
        Json.object(object, "spec")
                .ifPresent(spec -> {
                    Json.object(spec, "selector")
                            .ifPresent(selector -> {
                                Json.dropEmpty(selector, "matchLabels");
                                Json.dropEmpty(selector, "matchExpressions");
                            });
                    Json.dropEmpty(spec, "selector");
                });
    }
}
