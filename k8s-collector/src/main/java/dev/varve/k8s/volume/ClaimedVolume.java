package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.model.Quantity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A bound claim and its volume, as the API server has them. */
public record ClaimedVolume(ObjectNode claim, ObjectNode volume) {
    /** Members of a PersistentVolume's spec that do not say where its data is. */
    private static final List<String> NOT_SOURCES =
            List.of("claimRef", "capacity", "nodeAffinity", "mountOptions", "accessModes");

    /** Reads a claim and its volume; throws, with the reason, when they are not bound. */
    public static ClaimedVolume read(Cluster cluster, Served served, String namespace, String name)
            throws IOException, InterruptedException {
        ObjectKey key = new ObjectKey(Served.CLAIM, namespace, name);
        Optional<ObjectNode> claim = cluster.get(served.require(Served.CLAIM), namespace, name);
        if (claim.isEmpty()) {
            throw new VolumeException(key + " is not there");
        }
        String phase = claim.get().at("/status/phase").asText("unknown");
        if (!phase.equals("Bound")) {
            throw new VolumeException(key + " is not bound to a volume: " + phase);
        }
        String volumeName = claim.get().at("/spec/volumeName").asText("");
        Optional<ObjectNode> volume = cluster.get(served.require(Served.VOLUME), "", volumeName);
        if (volume.isEmpty()) {
            throw new VolumeException(
                    "the volume '" + volumeName + "' of " + key + " is not there");
        }
        String owner = volume.get().at("/spec/claimRef/uid").asText("");
        if (!owner.equals(claim.get().at("/metadata/uid").asText("none"))) {
            throw new VolumeException("volume " + volumeName + " does not point back at " + key);
        }
        return new ClaimedVolume(claim.get(), volume.get());
    }

    public ObjectKey key() {
        return new ObjectKey(
                Served.CLAIM,
                claim.at("/metadata/namespace").asText(),
                claim.at("/metadata/name").asText());
    }

    public String volumeName() {
        return volume.at("/metadata/name").asText();
    }

    /** The CSI driver; empty when it is of another kind. */
    public String driver() {
        return volume.at("/spec/csi/driver").asText("");
    }

    /** Where the data is: {@code csi}, {@code nfs}, {@code local}, {@code hostPath} … */
    public String source() {
        List<String> names = new ArrayList<>();
        volume.path("spec")
                .properties()
                .forEach(field -> {
                    if (field.getValue().isObject() && !NOT_SOURCES.contains(field.getKey())) {
                        names.add(field.getKey());
                    }
                });
        return names.isEmpty() ? "" : names.getFirst();
    }

    public VolumeMode mode() {
        return VolumeMode.of(claim.at("/spec/volumeMode").asText(""));
    }

    public long requestBytes() {
        String granted = claim.at("/status/capacity/storage").asText("");
        String asked = claim.at("/spec/resources/requests/storage").asText("0");
        return Math.max(Quantity.bytes(asked), granted.isEmpty() ? 0 : Quantity.bytes(granted));
    }

    public String storageClass() {
        return claim.at("/spec/storageClassName").asText("");
    }

    public List<String> accessModes() {
        List<String> modes = new ArrayList<>();
        claim.at("/spec/accessModes").forEach(mode -> modes.add(mode.asText()));
        return List.copyOf(modes);
    }

    /** Where the volume can be used: a node selector; missing when everywhere. */
    public JsonNode nodeSelector() {
        return volume.at("/spec/nodeAffinity/required");
    }
}
