package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** CustomResourceDefinition from apiextensions.k8s.io/v1beta1 to v1. */
final class CrdConversion {
    /** In v1 each version says them for itself. */
    private static final List<String> COMMON_FIELDS =
            List.of("subresources", "additionalPrinterColumns");

    private CrdConversion() {}

    static void toV1(ObjectNode object) {
        Json.object(object, "spec").ifPresent(CrdConversion::convertSpec);
    }

    private static void convertSpec(ObjectNode spec) {
        String only = Json.text(spec, "version");
        spec.remove("version");
        if (Json.objects(spec, "versions").isEmpty()) {
            spec.putArray("versions")
                    .addObject()
                    .put("name", only)
                    .put("served", true)
                    .put("storage", true);
        }
        Optional<ObjectNode> schema = Json.object(spec, "validation");
        boolean preserve = spec.path("preserveUnknownFields").asBoolean(true);
        for (ObjectNode version : Json.objects(spec, "versions")) {
            COMMON_FIELDS.forEach(field -> inherit(version, field, spec.get(field)));
            schema.ifPresent(each -> inherit(version, "schema", each));
            convertColumns(version);
            if (preserve || !version.has("schema")) {
                CrdRule.preserve(version);
            }
        }
        spec.remove("validation");
        Json.remove(spec, COMMON_FIELDS);
        spec.put("preserveUnknownFields", false);
        Json.object(spec, "conversion").ifPresent(CrdConversion::convertConversion);
    }

    private static void inherit(ObjectNode version, String field, @Nullable JsonNode common) {
        if (common != null && !version.has(field)) {
            version.set(field, common.deepCopy());
        }
    }

    private static void convertColumns(ObjectNode version) {
        for (ObjectNode column : Json.objects(version, "additionalPrinterColumns")) {
            Json.rename(column, "JSONPath", "jsonPath");
        }
    }

    private static void convertConversion(ObjectNode conversion) {
        JsonNode client = conversion.remove("webhookClientConfig");
        JsonNode versions = conversion.remove("conversionReviewVersions");
        if (client != null) {
            ObjectNode webhook = conversion.putObject("webhook");
            webhook.set("clientConfig", client);
            webhook.set(
                    "conversionReviewVersions",
                    versions == null ? webhook.arrayNode().add("v1beta1") : versions);
        }
    }
}
