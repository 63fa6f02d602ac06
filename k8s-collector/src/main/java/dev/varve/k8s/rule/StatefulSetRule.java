package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Brings the volumeClaimTemplates along with the StorageClass map. */
final class StatefulSetRule implements Rule {
    @Override
    public Optional<Verdict> apply(Draft draft) {
        for (ObjectNode template : Json.objects(draft.object(), "spec", "volumeClaimTemplates")) {
            template.remove("status");
            Json.object(template, "metadata")
                    .ifPresent(each -> Json.remove(each, List.of("creationTimestamp", "uid")));
            StorageClasses.map(draft, template);
        }
        return GO_ON;
    }
}
