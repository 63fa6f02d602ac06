package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Restores Jobs that had not ended, without the labels that tie them to their old uid. */
final class JobRule implements Rule {
    private static final List<String> UID_LABELS =
            List.of("controller-uid", "batch.kubernetes.io/controller-uid");
    private static final String TRACKING = "batch.kubernetes.io/job-tracking";

    @Override
    public Optional<Verdict> apply(Draft draft) {
        for (ObjectNode condition : Json.objects(draft.captured(), "status", "conditions")) {
            String type = Json.text(condition, "type");
            if ((type.equals("Complete") || type.equals("Failed"))
                    && Json.text(condition, "status").equals("True")) {
                return draft.skip("the Job had ended: " + type);
            }
        }
        if (Json.at(draft.captured(), "status", "succeeded").asInt() > 0) {
            draft.warn("some of its Pods had succeeded; it begins anew");
        }
        Json.object(draft.metadata(), "annotations").ifPresent(each -> each.remove(TRACKING));
        Json.dropEmpty(draft.metadata(), "annotations");
        draft.spec().ifPresent(spec -> untie(draft, spec));
        return GO_ON;
    }

    private static void untie(Draft draft, ObjectNode spec) {
        if (spec.path("manualSelector").asBoolean()) {
            return;
        }
        dropLabels(draft.metadata(), "labels");
        Json.object(spec, "template", "metadata").ifPresent(each -> dropLabels(each, "labels"));
        Json.object(spec, "selector").ifPresent(each -> dropLabels(each, "matchLabels"));
        Json.dropEmpty(spec, "selector");
    }

    private static void dropLabels(ObjectNode parent, String field) {
        Json.object(parent, field).ifPresent(labels -> Json.remove(labels, UID_LABELS));
        Json.dropEmpty(parent, field);
    }
}
