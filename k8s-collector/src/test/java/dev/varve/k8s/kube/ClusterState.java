package dev.varve.k8s.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.Discovery;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.model.ApiResource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What users made in a namespace, and what belongs to it outside, without what the API server and
 * controllers fill in: two states can be compared object by object.
 */
public final class ClusterState {
    private static final Set<String> NOT_LOOKED_AT =
            Set.of("Event", "Lease", "EndpointSlice", "ControllerRevision");

    private static final List<String> OUTSIDE =
            List.of(
                    "CustomResourceDefinition",
                    "PriorityClass",
                    "StorageClass",
                    "ClusterRole",
                    "ClusterRoleBinding",
                    "PersistentVolume",
                    "ValidatingWebhookConfiguration");

    /** Put on Jobs and their templates by the API server. */
    private static final List<String> JOB_LABELS =
            List.of(
                    "controller-uid",
                    "job-name",
                    "batch.kubernetes.io/controller-uid",
                    "batch.kubernetes.io/job-name");

    private static final Set<String> USERS_OWNERS = Set.of("ConfigMap", "Order");

    private ClusterState() {}

    /**
     * By {@code Kind/name}. Objects that a controller made are left out, unless its kind is ours.
     */
    public static Map<String, String> of(Cluster cluster, String namespace)
            throws IOException, InterruptedException {
        Map<String, String> state = new TreeMap<>();
        Discovery discovery = cluster.discover();
        ObjectMapper json = new ObjectMapper();
        for (ApiResource resource : discovery.preferred()) {
            boolean outside = !resource.namespaced() && OUTSIDE.contains(resource.kind());
            if (!resource.can("list")
                    || NOT_LOOKED_AT.contains(resource.kind())
                    || resource.group().equals("extensions")
                    || !(resource.namespaced() || outside)) {
                continue;
            }
            cluster.list(
                    ListQuery.all(resource, resource.namespaced() ? namespace : ""),
                    bytes -> {
                        ObjectNode object = (ObjectNode) json.readTree(bytes);
                        String name = object.path("metadata").path("name").asText();
                        if ((resource.namespaced() || name.contains(namespace))
                                && isUsers(object)) {
                            state.put(
                                    resource.kind() + "/" + name, normal(object).toPrettyString());
                        }
                    });
        }
        return state;
    }

    private static boolean isUsers(ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        String name = metadata.path("name").asText();
        String kind = object.path("kind").asText();
        boolean automatic =
                (kind.equals("ServiceAccount") && name.equals("default"))
                        || (kind.equals("ConfigMap") && name.equals("kube-root-ca.crt"))
                        || object.path("type")
                                .asText()
                                .equals("kubernetes.io/service-account-token")
                        || (kind.equals("Endpoints") && !name.equals("manual"));
        for (JsonNode owner : metadata.path("ownerReferences")) {
            if (!USERS_OWNERS.contains(owner.path("kind").asText())) {
                return false;
            }
        }
        return !automatic;
    }

    private static ObjectNode normal(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        copy.remove("status");
        ObjectNode metadata = (ObjectNode) copy.path("metadata");
        metadata.remove(
                List.of(
                        "uid",
                        "resourceVersion",
                        "creationTimestamp",
                        "generation",
                        "managedFields",
                        "selfLink"));
        for (JsonNode owner : metadata.path("ownerReferences")) {
            ((ObjectNode) owner).remove("uid");
        }
        if (metadata.get("annotations") instanceof ObjectNode annotations) {
            annotations.remove(
                    List.of(
                            "deployment.kubernetes.io/revision",
                            "deprecated.daemonset.template.generation",
                            "pv.kubernetes.io/bind-completed",
                            "pv.kubernetes.io/bound-by-controller",
                            "endpoints.kubernetes.io/last-change-trigger-time",
                            "autoscaling.alpha.kubernetes.io/conditions"));
            if (annotations.isEmpty()) {
                metadata.remove("annotations");
            }
        }
        if (metadata.get("labels") instanceof ObjectNode labels) {
            labels.remove(JOB_LABELS);
            if (labels.isEmpty()) {
                metadata.remove("labels");
            }
        }
        if (copy.get("spec") instanceof ObjectNode spec) {
            normalSpec(object.path("kind").asText(), spec);
        }
        if (object.path("kind").asText().equals("ServiceAccount")) {
            copy.remove("secrets");
        }
        return copy;
    }

    private static void normalSpec(String kind, ObjectNode spec) {
        switch (kind) {
            case "Service" -> {
                if (!spec.path("clusterIP").asText().equals("None")) {
                    spec.remove(List.of("clusterIP", "clusterIPs"));
                }
                spec.remove("healthCheckNodePort");
                spec.path("ports").forEach(port -> ((ObjectNode) port).remove("nodePort"));
            }
            case "PersistentVolume" -> {
                if (spec.get("claimRef") instanceof ObjectNode claim) {
                    claim.remove(List.of("uid", "resourceVersion", "apiVersion", "kind"));
                }
            }
            case "Job" -> {
                spec.remove("selector");
                ObjectNode labels =
                        (ObjectNode) spec.path("template").path("metadata").get("labels");
                if (labels != null) {
                    labels.remove(JOB_LABELS);
                }
                if (labels != null && labels.isEmpty()) {
                    ((ObjectNode) spec.path("template").path("metadata")).remove("labels");
                }
            }
            case "Pod" -> {
                List<String> tokens = new ArrayList<>();
                spec.path("volumes").forEach(volume -> tokens.add(volume.path("name").asText()));
                spec.remove(List.of("volumes", "nodeName"));
                spec.path("containers")
                        .forEach(container -> ((ObjectNode) container).remove("volumeMounts"));
            }
            default -> {}
        }
    }
}
