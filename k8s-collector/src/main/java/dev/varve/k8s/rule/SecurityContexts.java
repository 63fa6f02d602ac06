package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * OpenShift gives each namespace user ids of its own, and restored files belong to those of the
 * source. An existing namespace keeps its own, for its Pods run under them.
 */
final class SecurityContexts {
    private static final String PREFIX = "openshift.io/sa.scc.";

    private SecurityContexts() {}

    static void compare(Draft draft, ObjectNode existing) {
        ObjectNode annotations =
                Json.object(draft.metadata(), "annotations").orElseGet(Json::empty);
        List<String> names = new ArrayList<>();
        annotations.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            String there = Json.text(existing, "metadata", "annotations", name);
            String ours = Json.text(annotations, name);
            if (name.startsWith(PREFIX) && !there.isEmpty() && !there.equals(ours)) {
                draft.warn(
                        name
                                + " is "
                                + there
                                + " in the target and was "
                                + ours
                                + ": restored files may belong to the wrong user");
                annotations.remove(name);
            }
        }
        Json.dropEmpty(draft.metadata(), "annotations");
    }
}
