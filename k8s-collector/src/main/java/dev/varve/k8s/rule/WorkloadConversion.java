package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Deployments and their like, from extensions/v1beta1, apps/v1beta1 or apps/v1beta2 to apps/v1. */
final class WorkloadConversion {
    private WorkloadConversion() {}

    /** In v1 the selector must be given; before, it was that of the template's labels. */
    static void toV1(ObjectNode object) {
        Optional<ObjectNode> spec = Json.object(object, "spec");
        if (spec.isEmpty()) {
            return;
        }
        spec.get().remove("rollbackTo");
        spec.get().remove("templateGeneration");
        if (!spec.get().has("selector")) {
            Json.object(spec.get(), "template", "metadata", "labels")
                    .ifPresent(labels ->
                            Json.make(spec.get(), "selector")
                                    .set("matchLabels", labels.deepCopy()));
        }
    }
}
