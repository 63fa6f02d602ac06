package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Gives a Namespace its new name. */
final class NamespaceRule implements Rule {
    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    @Override
    public Optional<Verdict> apply(Draft draft) {
        String source = draft.source().name();
        ObjectNode metadata = draft.metadata();
        if (draft.mapping().moves(source)) {
            String target = draft.mapping().namespace(source);
            metadata.put("name", target);
            if (metadata.path("labels").has(NAME_LABEL)) {
                Json.make(metadata, "labels").put(NAME_LABEL, target);
            }
            draft.changed("namespace " + source + " became " + target);
        }
        return GO_ON;
    }
}
