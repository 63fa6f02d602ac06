package dev.varve.k8s.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;

/**
 * Objects outside of namespaces that name what they serve in one, while what is in it does not name
 * them: bindings of its accounts, webhooks and API services that its Services answer.
 */
public final class PointingBack {
    private PointingBack() {}

    /** True when the object serves one of these namespaces. */
    public static boolean to(ObjectNode object, Collection<String> namespaces) {
        for (JsonNode subject : object.path("subjects")) {
            if (namespaces.contains(subject.path("namespace").asText())) {
                return true;
            }
        }
        for (JsonNode webhook : object.path("webhooks")) {
            JsonNode service = webhook.path("clientConfig").path("service");
            if (namespaces.contains(service.path("namespace").asText())) {
                return true;
            }
        }
        return object.path("kind").asText().equals("APIService")
                && namespaces.contains(
                        object.path("spec").path("service").path("namespace").asText());
    }
}
