package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Says when a binding that stays as it is does not grant what the restored objects need, and sees
 * to it that one that changes takes nothing from the application that the copy was made of.
 */
final class ExistingBinding {
    private ExistingBinding() {}

    static void settle(Draft draft, ObjectNode existing) {
        if (draft.options().existing() == ExistingPolicy.SKIP) {
            warn(draft, existing);
        } else if (draft.kind().equals(Kinds.CLUSTER_ROLE_BINDING)) {
            keepOriginals(draft, existing);
        }
    }

    /** It is one for all namespaces: accounts of a copy come beside those of the original. */
    private static void keepOriginals(Draft draft, ObjectNode existing) {
        List<ObjectNode> captured = Json.objects(draft.captured(), "subjects");
        List<ObjectNode> wished = Json.objects(draft.object(), "subjects");
        int kept = 0;
        for (ObjectNode subject : Json.objects(existing, "subjects")) {
            if (captured.contains(subject) && !wished.contains(subject)) {
                draft.object().withArray("subjects").insert(kept++, subject.deepCopy());
                draft.changed(
                        "it goes on to grant its role to "
                                + Json.text(subject, "kind")
                                + " "
                                + Json.text(subject, "namespace")
                                + "/"
                                + Json.text(subject, "name"));
            }
        }
    }

    private static void warn(Draft draft, ObjectNode existing) {
        for (ObjectNode subject : Json.objects(draft.object(), "subjects")) {
            if (!Json.objects(existing, "subjects").contains(subject)) {
                draft.warn(
                        "the existing one does not grant its role to "
                                + Json.text(subject, "kind")
                                + " "
                                + Json.text(subject, "namespace")
                                + "/"
                                + Json.text(subject, "name"));
            }
        }
    }
}
