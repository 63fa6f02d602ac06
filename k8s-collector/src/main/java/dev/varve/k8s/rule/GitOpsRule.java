package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * In a mapped namespace the marks of the tool that deployed an object point at the old one: the
 * tool may take the copy for its own, and delete or overwrite it.
 */
final class GitOpsRule implements Rule {
    private static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    private static final List<String> LABELS =
            List.of(
                    "argocd.argoproj.io/instance",
                    "kustomize.toolkit.fluxcd.io/name",
                    "kustomize.toolkit.fluxcd.io/namespace",
                    "helm.toolkit.fluxcd.io/name",
                    "helm.toolkit.fluxcd.io/namespace");

    private static final List<String> ANNOTATIONS =
            List.of(
                    "argocd.argoproj.io/tracking-id",
                    "meta.helm.sh/release-name",
                    "meta.helm.sh/release-namespace");

    @Override
    public Optional<Verdict> apply(Draft draft) {
        ObjectNode clean = draft.metadata().deepCopy();
        if (moves(draft) && strip(clean)) {
            if (draft.options().chose(Choice.STRIP_GITOPS)) {
                draft.object().set("metadata", clean);
                draft.changed("lost the labels and annotations of the tool that deployed it");
            } else {
                draft.warn(
                        "carries labels or annotations of the tool that deployed it, which may"
                                + " take the copy for its own; they can be stripped");
            }
        }
        return GO_ON;
    }

    private static boolean moves(Draft draft) {
        return draft.mapping().moves(draft.source().namespace())
                || (draft.kind().equals(Kinds.NAMESPACE)
                        && draft.mapping().moves(draft.source().name()));
    }

    private static boolean strip(ObjectNode metadata) {
        ObjectNode labels = Json.make(metadata, "labels");
        ObjectNode annotations = Json.make(metadata, "annotations");
        boolean found = Json.remove(labels, LABELS);
        found |= Json.remove(annotations, ANNOTATIONS);
        if (Json.text(labels, MANAGED_BY).equals("Helm")) {
            labels.remove(MANAGED_BY);
            found = true;
        }
        Json.dropEmpty(metadata, "labels");
        Json.dropEmpty(metadata, "annotations");
        return found;
    }
}
