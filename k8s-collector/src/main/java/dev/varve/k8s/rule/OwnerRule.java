package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Says which owners are not restored; {@link Owners} links to the others later. */
final class OwnerRule implements Rule {
    @Override
    public Optional<Verdict> apply(Draft draft) {
        for (ObjectNode owner : Owners.references(draft.captured())) {
            if (draft.context().captured(Json.text(owner, "uid")).isEmpty()) {
                draft.warn(
                        "its owner "
                                + Json.text(owner, "kind")
                                + " "
                                + Json.text(owner, "name")
                                + " is not restored: it will have no such owner");
            }
        }
        return GO_ON;
    }
}
