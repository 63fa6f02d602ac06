package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Points webhooks, conversions of CRDs and APIServices at the Service in its target namespace. */
final class ServiceReferenceRule implements Rule {
    /** Annotations of cert-manager that name {@code namespace/name}. */
    private static final List<String> CA_ANNOTATIONS =
            List.of("cert-manager.io/inject-ca-from", "cert-manager.io/inject-ca-from-secret");

    @Override
    public Optional<Verdict> apply(Draft draft) {
        ObjectNode object = draft.object();
        for (ObjectNode webhook : Json.objects(object, "webhooks")) {
            Json.object(webhook, "clientConfig", "service").ifPresent(each -> map(draft, each));
        }
        Json.object(object, "spec", "service").ifPresent(each -> map(draft, each));
        Json.object(object, "spec", "conversion", "webhook", "clientConfig", "service")
                .ifPresent(each -> map(draft, each));
        Json.object(draft.metadata(), "annotations").ifPresent(each -> mapSources(draft, each));
        return GO_ON;
    }

    private static void map(Draft draft, ObjectNode service) {
        String source = Json.text(service, "namespace");
        if (draft.mapping().moves(source)) {
            service.put("namespace", draft.mapping().namespace(source));
            draft.changed("calls its Service in " + draft.mapping().namespace(source));
        }
    }

    private static void mapSources(Draft draft, ObjectNode annotations) {
        for (String annotation : CA_ANNOTATIONS) {
            String value = Json.text(annotations, annotation);
            int slash = value.indexOf('/');
            if (slash > 0) {
                String namespace = draft.mapping().namespace(value.substring(0, slash));
                annotations.put(annotation, namespace + value.substring(slash));
            }
        }
    }
}
