package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;
import java.util.List;
import java.util.Optional;

/**
 * Brings the volumeClaimTemplates along with the StorageClass map; says which claims are missing.
 */
final class StatefulSetRule implements Rule {
    @Override
    public Optional<Verdict> apply(Draft draft) {
        for (ObjectNode template : Json.objects(draft.object(), "spec", "volumeClaimTemplates")) {
            template.remove("status");
            Json.object(template, "metadata")
                    .ifPresent(each -> Json.remove(each, List.of("creationTimestamp", "uid")));
            StorageClasses.map(draft, template);
        }
        for (ObjectKey claim : ClaimNames.of(draft.captured())) {
            if (draft.context().captured(claim).isEmpty()) {
                draft.warn("its claim " + claim.name() + " is not restored: it begins empty");
            }
        }
        return GO_ON;
    }
}
