package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** PodDisruptionBudget between policy/v1beta1 and policy/v1. */
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

    /** Chooses all Pods in v1beta1 as well: none has a label of this name. */
    static void toV1beta1(ObjectNode object) {
        Json.object(object, "spec")
                .flatMap(spec -> Json.object(spec, "selector"))
                .filter(selector ->
                        selector.path("matchLabels").isEmpty()
                                && selector.path("matchExpressions").isEmpty())
                .ifPresent(selector ->
                        selector.putArray("matchExpressions")
                                .addObject()
                                .put("key", "varve.dev/none")
                                .put("operator", "DoesNotExist"));
    }
}
