package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Says when a binding that stays as it is does not grant what the restored objects need. */
final class ExistingBinding {
    private ExistingBinding() {}

    static void compare(Draft draft, ObjectNode existing) {
        if (draft.options().existing() != ExistingPolicy.SKIP) {
            return;
        }
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
