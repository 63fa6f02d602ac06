package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.model.Quantity;
import java.util.List;

/**
 * What a restore of one volume needs to know.
 *
 * @param claim the user's, as it will be made: see {@link #claim(ObjectNode, String, String,
 *     String, long)}
 * @param nodeSelector where the mover may run; missing or null: anywhere
 * @param arguments for the mover, no secrets
 */
public record VolumeRestorePlan(ObjectNode claim, JsonNode nodeSelector, List<String> arguments) {
    /** What the cluster it came from wrote on a claim; it would mislead another one. */
    private static final List<String> STALE_ANNOTATIONS =
            List.of(
                    "pv.kubernetes.io/bind-completed",
                    "pv.kubernetes.io/bound-by-controller",
                    "volume.beta.kubernetes.io/storage-provisioner",
                    "volume.kubernetes.io/storage-provisioner",
                    "volume.kubernetes.io/selected-node");

    public VolumeRestorePlan {
        if (namespace(claim).isEmpty() || name(claim).isEmpty()) {
            throw new IllegalArgumentException("a claim without namespace or name");
        }
        if (claim.path("spec").has("volumeName") || claim.path("spec").has("dataSource")) {
            throw new IllegalArgumentException(
                    name(claim) + " names a volume or a source of its own");
        }
        arguments = List.copyOf(arguments);
    }

    /**
     * Makes a captured claim ready to be created again.
     *
     * @param storageClass empty: the one it had
     * @param bytesMin it asks for at least that much
     */
    public static ObjectNode claim(
            ObjectNode captured,
            String namespace,
            String name,
            String storageClass,
            long bytesMin) {
        ObjectNode claim = captured.deepCopy();
        claim.remove("status");
        ObjectNode metadata = claim.withObject("/metadata");
        ObjectNode kept = metadata.objectNode();
        kept.put("namespace", namespace).put("name", name);
        if (metadata.path("labels") instanceof ObjectNode labels) {
            kept.set("labels", labels);
        }
        if (metadata.path("annotations") instanceof ObjectNode annotations) {
            annotations.remove(STALE_ANNOTATIONS);
            kept.set("annotations", annotations);
        }
        claim.set("metadata", kept);
        ObjectNode spec = claim.withObject("/spec");
        spec.remove(List.of("volumeName", "dataSource", "dataSourceRef"));
        if (!storageClass.isEmpty()) {
            spec.put("storageClassName", storageClass);
        }
        ObjectNode requests = spec.withObjectProperty("resources").withObjectProperty("requests");
        if (Quantity.bytes(requests.path("storage").asText("0")) < bytesMin) {
            requests.put("storage", String.valueOf(bytesMin));
        }
        return claim;
    }

    ObjectKey subject() {
        return new ObjectKey(Served.CLAIM, namespace(claim), name(claim));
    }

    VolumeMode mode() {
        return VolumeMode.of(claim.at("/spec/volumeMode").asText(""));
    }

    private static String namespace(ObjectNode claim) {
        return claim.at("/metadata/namespace").asText("");
    }

    private static String name(ObjectNode claim) {
        return claim.at("/metadata/name").asText("");
    }
}
