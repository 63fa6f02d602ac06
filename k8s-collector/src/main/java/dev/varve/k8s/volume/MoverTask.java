package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.varve.k8s.model.ObjectKey;
import java.util.List;

/**
 * What one mover does: one volume, one direction.
 *
 * @param arguments for {@code varve mover}, after those that say where the volume is; never a
 *     secret, for everybody who may see Pods sees them
 * @param place where it must run
 * @param audience for which its ServiceAccount's token is mounted; empty: none is
 */
record MoverTask(
        ObjectKey subject,
        Direction direction,
        VolumeAccess access,
        List<String> arguments,
        Place place,
        String audience) {
    MoverTask {
        arguments = List.copyOf(arguments);
    }

    /** One that needs no token. */
    MoverTask(
            ObjectKey subject,
            Direction direction,
            VolumeAccess access,
            List<String> arguments,
            Place place) {
        this(subject, direction, access, arguments, place, "");
    }

    /** Which way the data goes. */
    enum Direction {
        CAPTURE("capture"),
        RESTORE("restore");

        private final String word;

        Direction(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** How a mover comes at a volume. */
    sealed interface VolumeAccess {
        /** A claim in the mover's namespace. */
        record Claim(String name, VolumeMode mode) implements VolumeAccess {}

        /** A directory of the node, below the kubelet's. */
        record NodeDirectory(String path) implements VolumeAccess {}
    }

    /**
     * Where a mover must run.
     *
     * @param node by name; empty: any
     * @param nodeSelector of a volume, as a PersistentVolume has it; missing: anywhere
     */
    record Place(String node, JsonNode nodeSelector) {
        static Place anywhere() {
            return new Place("", MissingNode.getInstance());
        }
    }
}
