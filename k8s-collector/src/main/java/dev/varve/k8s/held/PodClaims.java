package dev.varve.k8s.held;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.hook.ContainerRef;
import dev.varve.k8s.volume.PodVolumes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A Pod, and the claims that its containers see. */
record PodClaims(ObjectNode pod) {
    private static final String DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

    /**
     * Where a path of a container lies.
     *
     * @param directory below the top of the claim's volume; empty: the top itself
     */
    record Place(String claim, String directory) {}

    String namespace() {
        return pod.at("/metadata/namespace").asText();
    }

    String name() {
        return pod.at("/metadata/name").asText();
    }

    boolean isRunning() {
        return pod.at("/status/phase").asText().equals("Running")
                && pod.at("/metadata/deletionTimestamp").isMissingNode();
    }

    boolean hasEnded() {
        return Set.of("Succeeded", "Failed").contains(pod.at("/status/phase").asText());
    }

    /** All claims of the Pod. */
    Set<String> claims() {
        return new TreeSet<>(byVolume().values());
    }

    /** Those that one container has, as files or as a device. */
    Set<String> of(String container) {
        Map<String, String> byVolume = byVolume();
        Set<String> claims = new TreeSet<>();
        for (JsonNode each : container(container).path("volumeMounts")) {
            add(byVolume, each, claims);
        }
        for (JsonNode each : container(container).path("volumeDevices")) {
            add(byVolume, each, claims);
        }
        return claims;
    }

    private static void add(Map<String, String> byVolume, JsonNode mount, Set<String> claims) {
        String claim = byVolume.get(mount.path("name").asText());
        if (claim != null) {
            claims.add(claim);
        }
    }

    /** The claim that has a path of a container; nothing when none has, or it cannot be told. */
    Optional<Place> place(String container, String path) {
        JsonNode longest = null;
        for (JsonNode each : container(container).path("volumeMounts")) {
            String at = trimmed(each.path("mountPath").asText());
            boolean holds = path.equals(at) || path.startsWith(at + "/");
            if (holds
                    && (longest == null
                            || at.length()
                                    > trimmed(longest.path("mountPath").asText()).length())) {
                longest = each;
            }
        }
        if (longest == null || longest.hasNonNull("subPathExpr")) {
            return Optional.empty();
        }
        String claim = byVolume().get(longest.path("name").asText());
        if (claim == null) {
            return Optional.empty();
        }
        String below = path.substring(trimmed(longest.path("mountPath").asText()).length());
        return Optional.of(
                new Place(claim, cleaned(longest.path("subPath").asText("") + "/" + below)));
    }

    /**
     * A container to run a command in.
     *
     * @param name empty: the one that the Pod calls its default, else its first
     * @throws IllegalArgumentException when the Pod has none of this name
     */
    ContainerRef ref(String name) {
        String usual = pod.at("/metadata/annotations").path(DEFAULT_CONTAINER).asText();
        String found = name.isEmpty() ? usual : name;
        if (found.isEmpty()) {
            found = pod.at("/spec/containers/0/name").asText();
        }
        if (container(found).isMissingNode()) {
            throw new IllegalArgumentException("there is no container '" + found + "'");
        }
        return new ContainerRef(namespace(), name(), found);
    }

    private JsonNode container(String name) {
        for (String list : List.of("/spec/containers", "/spec/initContainers")) {
            for (JsonNode each : pod.at(list)) {
                if (each.path("name").asText().equals(name)) {
                    return each;
                }
            }
        }
        return pod.path("none");
    }

    private Map<String, String> byVolume() {
        return PodVolumes.claims(pod);
    }

    private static String trimmed(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static String cleaned(String path) {
        return String.join(
                "/",
                List.of(path.split("/", -1)).stream().filter(each -> !each.isEmpty()).toList());
    }
}
