package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;

/** Leaves alone what every cluster makes for itself, and updates by itself. */
final class ClusterOwnedRule implements Rule {
    private static final Set<String> AUTHORITIES =
            Set.of("kube-root-ca.crt", "openshift-service-ca.crt");

    @Override
    public Optional<Verdict> apply(Draft draft) {
        ObjectNode captured = draft.captured();
        String name = draft.source().name();
        boolean owned =
                Json.at(captured, "metadata", "labels").has("kubernetes.io/bootstrapping")
                        || Json.at(captured, "metadata", "annotations")
                                .has("apf.kubernetes.io/autoupdate-spec")
                        || (draft.kind().equals(Kinds.CONFIG_MAP) && AUTHORITIES.contains(name))
                        || (draft.kind().equals(Kinds.PRIORITY_CLASS)
                                && name.startsWith("system-"));
        return owned ? draft.skip("every cluster has its own") : GO_ON;
    }
}
