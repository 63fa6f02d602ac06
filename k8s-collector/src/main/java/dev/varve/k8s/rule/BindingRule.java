package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Points the subjects of a RoleBinding or ClusterRoleBinding at their target namespaces. */
final class BindingRule implements Rule {
    private static final String ACCOUNT_USER = "system:serviceaccount:";
    private static final String ACCOUNT_GROUP = "system:serviceaccounts:";

    @Override
    public Optional<Verdict> apply(Draft draft) {
        boolean mapped = false;
        for (ObjectNode subject : Json.objects(draft.object(), "subjects")) {
            mapped |= map(draft.mapping(), subject);
        }
        if (mapped) {
            draft.changed("its subjects are those of the target namespaces");
        }
        return GO_ON;
    }

    private static boolean map(Mapping mapping, ObjectNode subject) {
        ObjectNode before = subject.deepCopy();
        String name = Json.text(subject, "name");
        switch (Json.text(subject, "kind")) {
            case "ServiceAccount" ->
                    subject.put("namespace", mapping.namespace(Json.text(subject, "namespace")));
            case "User" -> subject.put("name", user(mapping, name));
            case "Group" -> subject.put("name", group(mapping, name));
            default -> {}
        }
        return !before.equals(subject);
    }

    /** {@code system:serviceaccount:<namespace>:<name>}. */
    private static String user(Mapping mapping, String name) {
        int colon = name.indexOf(':', ACCOUNT_USER.length());
        return name.startsWith(ACCOUNT_USER) && colon > 0
                ? ACCOUNT_USER
                        + mapping.namespace(name.substring(ACCOUNT_USER.length(), colon))
                        + name.substring(colon)
                : name;
    }

    /** {@code system:serviceaccounts:<namespace>}. */
    private static String group(Mapping mapping, String name) {
        return name.startsWith(ACCOUNT_GROUP)
                ? ACCOUNT_GROUP + mapping.namespace(name.substring(ACCOUNT_GROUP.length()))
                : name;
    }
}
