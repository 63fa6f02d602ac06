package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A CRD in v1 may not preserve unknown fields as a whole: each schema says so instead, so that
 * custom resources lose nothing.
 */
final class CrdRule implements Rule {
    private static final String IN_SCHEMA = "x-kubernetes-preserve-unknown-fields";

    @Override
    public Optional<Verdict> apply(Draft draft) {
        draft.spec()
                .filter(spec -> Json.text(draft.object(), "apiVersion").endsWith("/v1"))
                .filter(spec -> spec.path("preserveUnknownFields").asBoolean())
                .ifPresent(spec -> preserveInSchemas(draft, spec));
        return GO_ON;
    }

    private static void preserveInSchemas(Draft draft, ObjectNode spec) {
        spec.put("preserveUnknownFields", false);
        for (ObjectNode version : Json.objects(spec, "versions")) {
            preserve(version);
        }
        draft.warn("unknown fields are preserved by its schemas now, not by the CRD as a whole");
    }

    /** Has the schema of a version, made when there is none, keep what it does not know. */
    static void preserve(ObjectNode version) {
        ObjectNode schema = Json.make(version, "schema", "openAPIV3Schema");
        if (!schema.has("type")) {
            schema.put("type", "object");
        }
        schema.put(IN_SCHEMA, true);
    }
}
