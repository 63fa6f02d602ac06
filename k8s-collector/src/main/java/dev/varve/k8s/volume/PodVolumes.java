package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** Which claims a Pod has. */
public final class PodVolumes {
    private PodVolumes() {}

    /**
     * Names of its claims, by those of its volumes. The claim of a generic ephemeral volume is
     * called POD-VOLUME, as Kubernetes makes it.
     */
    public static Map<String, String> claims(ObjectNode pod) {
        Map<String, String> claims = new TreeMap<>();
        for (JsonNode each : pod.at("/spec/volumes")) {
            String volume = each.path("name").asText();
            if (each.has("ephemeral")) {
                claims.put(volume, pod.at("/metadata/name").asText() + "-" + volume);
            } else if (each.has("persistentVolumeClaim")) {
                claims.put(volume, each.at("/persistentVolumeClaim/claimName").asText());
            }
        }
        return claims;
    }
}
