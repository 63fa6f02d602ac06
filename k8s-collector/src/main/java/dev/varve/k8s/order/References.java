package dev.varve.k8s.order;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds what an object refers to, by the names of its fields; kinds of others mostly use the same
 * names. One reference too many does no harm: it counts only when such an object is restored.
 */
final class References {
    /** Fields whose text is a name. */
    private static final Map<String, GroupKind> NAMES =
            Map.ofEntries(
                    entry("secretName", kind("Secret")),
                    entry("claimName", kind("PersistentVolumeClaim")),
                    entry("persistentVolumeClaimName", kind("PersistentVolumeClaim")),
                    entry("volumeName", kind("PersistentVolume")),
                    entry("serviceAccountName", kind("ServiceAccount")),
                    entry("serviceName", kind("Service")),
                    entry("storageClassName", kind("StorageClass.storage.k8s.io")),
                    entry("priorityClassName", kind("PriorityClass.scheduling.k8s.io")),
                    entry("ingressClassName", kind("IngressClass.networking.k8s.io")),
                    entry("gatewayClassName", kind("GatewayClass.gateway.networking.k8s.io")),
                    entry("runtimeClassName", kind("RuntimeClass.node.k8s.io")),
                    entry("resourceClaimName", kind("ResourceClaim.resource.k8s.io")),
                    entry(
                            "resourceClaimTemplateName",
                            kind("ResourceClaimTemplate.resource.k8s.io")),
                    entry(
                            "volumeSnapshotClassName",
                            kind("VolumeSnapshotClass.snapshot.storage.k8s.io")),
                    entry(
                            "volumeSnapshotContentName",
                            kind("VolumeSnapshotContent.snapshot.storage.k8s.io")));

    /** Fields whose object, or objects in a list, have a {@code name}. */
    private static final Map<String, GroupKind> NAMED =
            Map.of(
                    "configMap", kind("ConfigMap"),
                    "configMapRef", kind("ConfigMap"),
                    "configMapKeyRef", kind("ConfigMap"),
                    "secret", kind("Secret"),
                    "secretRef", kind("Secret"),
                    "secretKeyRef", kind("Secret"),
                    "imagePullSecrets", kind("Secret"),
                    "service", kind("Service"));

    /** They say who the object is and how it fares, not what it needs. */
    private static final Set<String> NOT_SEARCHED = Set.of("metadata", "status", "kind");

    private References() {}

    static Set<Reference> of(ObjectNode object) {
        Set<Reference> found = new LinkedHashSet<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!NOT_SEARCHED.contains(field.getKey())) {
                search(field.getKey(), field.getValue(), found);
            }
        }
        return found;
    }

    private static void search(String field, JsonNode value, Set<Reference> found) {
        if (value.isTextual() && NAMES.containsKey(field)) {
            add(NAMES.get(field), "", value.textValue(), found);
        }
        if (value.isArray()) {
            value.forEach(each -> search(field, each, found));
        }
        if (value.isObject()) {
            addNamed(field, value, found);
            value.properties().forEach(each -> search(each.getKey(), each.getValue(), found));
        }
    }

    private static void addNamed(String field, JsonNode value, Set<Reference> found) {
        String namespace = value.path("namespace").asText("");
        String name = value.path("name").asText("");
        if (value.path("kind").isTextual()) {
            add(kind(value), namespace, name, found);
        } else if (NAMED.containsKey(field)) {
            add(NAMED.get(field), namespace, name, found);
        }
    }

    private static void add(GroupKind kind, String namespace, String name, Set<Reference> found) {
        if (!name.isEmpty()) {
            found.add(new Reference(kind, namespace, name));
        }
    }

    private static GroupKind kind(JsonNode reference) {
        String kind = reference.path("kind").asText();
        if (reference.path("apiVersion").isTextual()) {
            return GroupKind.of(reference.path("apiVersion").asText(), kind);
        }
        String group = reference.path("apiGroup").asText(Reference.ANY_GROUP);
        return new GroupKind(group, kind);
    }

    private static GroupKind kind(String text) {
        return GroupKind.parse(text);
    }
}
