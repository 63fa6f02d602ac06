package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Drops status kept in annotations, and follows the scaled workload to its new version. */
final class AutoscalerRule implements Rule {
    private static final List<String> STATUS_ANNOTATIONS =
            List.of(
                    "autoscaling.alpha.kubernetes.io/conditions",
                    "autoscaling.alpha.kubernetes.io/current-metrics");

    @Override
    public Optional<Verdict> apply(Draft draft) {
        Json.object(draft.metadata(), "annotations")
                .ifPresent(annotations -> Json.remove(annotations, STATUS_ANNOTATIONS));
        Json.dropEmpty(draft.metadata(), "annotations");
        Json.object(draft.object(), "spec", "scaleTargetRef")
                .ifPresent(reference -> follow(draft, reference));
        return GO_ON;
    }

    private static void follow(Draft draft, ObjectNode reference) {
        String apiVersion = Json.text(reference, "apiVersion");
        String kind = Json.text(reference, "kind");
        boolean named = !apiVersion.isEmpty() && !kind.isEmpty();
        if (named && !Versions.isServed(apiVersion, kind, draft.context())) {
            Versions.successor(apiVersion, kind, draft.context())
                    .ifPresent(served -> {
                        reference.put("apiVersion", served);
                        draft.changed("scales its " + kind + " in " + served);
                    });
        }
    }
}
