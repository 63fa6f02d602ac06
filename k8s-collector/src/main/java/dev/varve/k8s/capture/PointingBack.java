package dev.varve.k8s.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.util.Collection;
import java.util.function.Predicate;

/**
 * Objects outside of namespaces that name what they serve in one, while what is in it does not name
 * them: bindings of its accounts, webhooks and API services that its Services answer.
 */
public final class PointingBack {
    private static final GroupKind SERVICE = new GroupKind("", "Service");

    private PointingBack() {}

    /** True when the object serves something in one of these namespaces. */
    public static boolean to(ObjectNode object, Collection<String> namespaces) {
        return to(object, key -> namespaces.contains(key.namespace()));
    }

    /** True when it serves one of these objects. */
    static boolean to(ObjectNode object, Predicate<ObjectKey> served) {
        for (JsonNode subject : object.path("subjects")) {
            if (named(subject, new GroupKind("", subject.path("kind").asText()), served)) {
                return true;
            }
        }
        for (JsonNode webhook : object.path("webhooks")) {
            if (named(webhook.path("clientConfig").path("service"), SERVICE, served)) {
                return true;
            }
        }
        return object.path("kind").asText().equals("APIService")
                && named(object.path("spec").path("service"), SERVICE, served);
    }

    private static boolean named(JsonNode named, GroupKind kind, Predicate<ObjectKey> served) {
        String namespace = named.path("namespace").asText();
        String name = named.path("name").asText();
        return !namespace.isEmpty()
                && !name.isEmpty()
                && served.test(new ObjectKey(kind, namespace, name));
    }
}
