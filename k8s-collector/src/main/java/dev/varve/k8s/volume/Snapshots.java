package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** Looks at VolumeSnapshots together with their contents. */
final class Snapshots {
    private final VolumeTools tools;

    /** A snapshot and its content, which point at each other. */
    record Pair(ObjectNode snapshot, ObjectNode content) {}

    Snapshots(VolumeTools tools) {
        this.tools = tools;
    }

    /**
     * Waits until a snapshot and its content are what {@code enough} asks for. Ends at once when
     * the driver reports an error, or when the content belongs to another snapshot.
     */
    Pair await(String namespace, String name, String what, Duration limit, Predicate<Pair> enough)
            throws IOException, InterruptedException {
        ObjectKey key = new ObjectKey(Served.SNAPSHOT, namespace, name);
        return tools.waiting().await(key + " " + what, limit, () -> look(key).filter(enough));
    }

    Optional<Pair> look(ObjectKey key) throws IOException, InterruptedException {
        return look(tools.acts().cluster(), tools.served(), key);
    }

    /** Both as they are now; nothing while there is no content yet. */
    static Optional<Pair> look(Cluster cluster, Served served, ObjectKey key)
            throws IOException, InterruptedException {
        ApiResource snapshots = served.require(Served.SNAPSHOT);
        Optional<ObjectNode> snapshot = cluster.get(snapshots, key.namespace(), key.name());
        if (snapshot.isEmpty()) {
            throw new VolumeException(key + " is gone: somebody deleted it");
        }
        refuseError(key, snapshot.get());
        String name = snapshot.get().at("/status/boundVolumeSnapshotContentName").asText("");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Optional<ObjectNode> content = cluster.get(served.require(Served.CONTENT), "", name);
        if (content.isEmpty()) {
            throw new VolumeException("content " + name + " of " + key + " is not there");
        }
        refuseError(new ObjectKey(Served.CONTENT, "", name), content.get());
        refuseStranger(key, snapshot.get(), content.get());
        return Optional.of(new Pair(snapshot.get(), content.get()));
    }

    private static void refuseError(ObjectKey key, ObjectNode object) throws VolumeException {
        JsonNode error = object.at("/status/error");
        if (error.isObject()) {
            throw new VolumeException(
                    "the driver reports on "
                            + key
                            + ": "
                            + Text.cut(error.path("message").asText("an error without words")));
        }
    }

    private static void refuseStranger(ObjectKey key, ObjectNode snapshot, ObjectNode content)
            throws VolumeException {
        JsonNode ref = content.at("/spec/volumeSnapshotRef");
        String uid = ref.path("uid").asText("");
        boolean mine =
                ref.path("namespace").asText().equals(key.namespace())
                        && ref.path("name").asText().equals(key.name())
                        && (uid.isEmpty() || uid.equals(snapshot.at("/metadata/uid").asText()));
        if (!mine) {
            throw new VolumeException(
                    String.format(
                            "%s says its content is %s, but that belongs to snapshot %s/%s",
                            key,
                            content.at("/metadata/name").asText(),
                            ref.path("namespace").asText(),
                            ref.path("name").asText()));
        }
    }

    /** Of the snapshot on the storage; empty while there is none. */
    static String handle(JsonNode content) {
        String taken = content.at("/status/snapshotHandle").asText("");
        return taken.isEmpty() ? content.at("/spec/source/snapshotHandle").asText("") : taken;
    }
}
