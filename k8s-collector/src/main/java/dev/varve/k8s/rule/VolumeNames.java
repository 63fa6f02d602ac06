package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The name of a PV in the target: its own, unless another PV has it there. The new name follows
 * from the old one and the claim, so that a PV and its PVC agree on it, and a second try too.
 */
final class VolumeNames {
    private static final int LONGEST_NAME = 253;
    private static final int MARK_LENGTH = 9;
    private static final Set<String> COMMON_OBJECTS =
            Set.of("capacity", "claimRef", "nodeAffinity");

    private VolumeNames() {}

    static String target(Draft draft, String volume) {
        if (volume.isEmpty()) {
            return volume;
        }
        ObjectKey key = new ObjectKey(Kinds.VOLUME, "", volume);
        Optional<ObjectNode> captured = draft.context().captured(key);
        Optional<ObjectNode> existing = draft.context().existing(key);
        if (captured.isEmpty() || existing.isEmpty()) {
            return volume;
        }
        ObjectNode expected = Json.make(captured.get().deepCopy(), "spec");
        mapClaim(draft.mapping(), expected);
        return isSame(expected, Json.at(existing.get(), "spec"))
                ? volume
                : rename(volume, expected);
    }

    /** Points a PV's claimRef at the claim in its target namespace, whatever uid that gets. */
    static void mapClaim(Mapping mapping, ObjectNode spec) {
        Json.object(spec, "claimRef")
                .ifPresent(claim -> {
                    claim.remove("uid");
                    claim.remove("resourceVersion");
                    claim.put("namespace", mapping.namespace(Json.text(claim, "namespace")));
                });
    }

    /** Whether both PVs are one storage for one claim. */
    private static boolean isSame(JsonNode expected, JsonNode existing) {
        for (String field : new String[] {"namespace", "name"}) {
            if (!Json.text(expected, "claimRef", field)
                    .equals(Json.text(existing, "claimRef", field))) {
                return false;
            }
        }
        return isSameStorage(expected, existing);
    }

    static boolean isSameStorage(JsonNode one, JsonNode other) {
        String handle = Json.text(one, "csi", "volumeHandle");
        if (!handle.isEmpty()) {
            return handle.equals(Json.text(other, "csi", "volumeHandle"))
                    && Json.text(one, "csi", "driver").equals(Json.text(other, "csi", "driver"));
        }
        return sources(one).equals(sources(other));
    }

    /** The field that says what storage it is: {@code nfs}, {@code local}, {@code hostPath} … */
    private static ObjectNode sources(JsonNode spec) {
        ObjectNode sources = Json.empty();
        for (Map.Entry<String, JsonNode> field : spec.properties()) {
            if (field.getValue().isObject() && !COMMON_OBJECTS.contains(field.getKey())) {
                sources.set(field.getKey(), field.getValue());
            }
        }
        return sources;
    }

    private static String rename(String volume, ObjectNode spec) {
        String seed =
                volume
                        + "/"
                        + Json.text(spec, "claimRef", "namespace")
                        + "/"
                        + Json.text(spec, "claimRef", "name");
        String mark = UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8)).toString();
        int room = LONGEST_NAME - MARK_LENGTH;
        String stem = volume.length() > room ? volume.substring(0, room) : volume;
        return stem + "-" + mark.substring(0, MARK_LENGTH - 1);
    }
}
