package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Takes away what an API server writes itself, and puts the object into its target namespace. */
final class MetadataRule implements Rule {
    private static final List<String> SERVER_FIELDS =
            List.of(
                    "generateName",
                    "selfLink",
                    "uid",
                    "resourceVersion",
                    "generation",
                    "creationTimestamp",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds",
                    "managedFields",
                    "ownerReferences");

    /** They say how a deletion goes that was under way; without it nobody would take them away. */
    private static final Set<String> DELETION_FINALIZERS = Set.of("foregroundDeletion", "orphan");

    @Override
    public Optional<Verdict> apply(Draft draft) {
        ObjectNode metadata = draft.metadata();
        if (metadata.has("deletionTimestamp")) {
            draft.warn("was being deleted when it was captured");
        }
        Json.remove(metadata, SERVER_FIELDS);
        draft.object().remove("status");
        Unfinished.drop(metadata);
        dropFinalizers(draft, metadata);
        String namespace = draft.source().namespace();
        if (draft.mapping().moves(namespace)) {
            metadata.put("namespace", draft.mapping().namespace(namespace));
        }
        return GO_ON;
    }

    private static void dropFinalizers(Draft draft, ObjectNode metadata) {
        if (draft.options().finalizerFreeKinds().contains(draft.kind())) {
            if (metadata.remove("finalizers") != null) {
                draft.changed("lost its finalizers");
            }
        } else {
            Json.removeElements(
                    metadata, "finalizers", each -> DELETION_FINALIZERS.contains(each.asText()));
        }
    }
}
