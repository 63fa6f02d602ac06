package dev.varve.k8s.volume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Looks at the Pod of one mover from time to time, until it ends. Confined to one thread. */
final class MoverWatch {
    /** Annotation in which a mover tells its progress: {@code {"bytes":1,"ofBytes":2}}. */
    static final String PROGRESS = "varve.dev/progress";

    /** Reasons of a waiting container that pass by themselves. */
    private static final List<String> PASSING = List.of("", "ContainerCreating", "PodInitializing");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final VolumeTools tools;
    private final ObjectKey subject;
    private final String name;
    private final String uid;
    private Instant since;
    private boolean placed;
    private boolean started;
    private String progress = "";

    /**
     * Begins to look.
     *
     * @param made the Pod, as it was made
     */
    MoverWatch(VolumeTools tools, ObjectKey subject, ObjectNode made) {
        this.tools = tools;
        this.subject = subject;
        name = made.at("/metadata/name").asText();
        uid = made.at("/metadata/uid").asText();
        since = tools.waiting().now();
    }

    /** The termination message, once it ended well. */
    Optional<String> look(Optional<ObjectNode> found) throws VolumeException {
        if (found.isEmpty() || !found.get().at("/metadata/uid").asText().equals(uid)) {
            throw new VolumeException("mover " + name + " was deleted by somebody");
        }
        ObjectNode pod = found.get();
        JsonNode state = containerState(pod);
        String phase = pod.at("/status/phase").asText("Pending");
        tellPlace(pod, phase);
        switch (phase) {
            case "Succeeded" -> {
                return Optional.of(state.at("/terminated/message").asText(""));
            }
            case "Failed" -> throw new VolumeException(failure(pod, state));
            case "Running" -> running(pod);
            default -> pending(pod, state);
        }
        return Optional.empty();
    }

    /** One that ended between two looks has run, too. */
    private void tellPlace(ObjectNode pod, String phase) {
        String node = node(pod);
        if (!placed && (!node.isEmpty() || !phase.equals("Pending"))) {
            placed = true;
            tools.turn().isThere(node);
            tools.watcher().placed(subject, name, node);
        }
    }

    /** The node of a Pod; empty when it is on none yet. */
    static String node(ObjectNode pod) {
        return pod.at("/spec/nodeName").asText("");
    }

    private void running(ObjectNode pod) throws VolumeException {
        String told = pod.at("/metadata/annotations").path(PROGRESS).asText("");
        if (!started || !told.equals(progress)) {
            started = true;
            progress = told;
            since = tools.waiting().now();
            tell(told);
        } else if (!progress.isEmpty()) {
            refuseAfter(tools.patience().stall(), "mover " + name + " moves no data");
        }
    }

    private void pending(ObjectNode pod, JsonNode state) throws VolumeException {
        String reason = state.at("/waiting/reason").asText("");
        String text = state.at("/waiting/message").asText("");
        for (JsonNode condition : pod.at("/status/conditions")) {
            if (condition.path("status").asText().equals("False") && reason.isEmpty()) {
                text = condition.path("message").asText("");
            }
        }
        if (!PASSING.contains(reason) && reason.startsWith("Invalid")) {
            throw new VolumeException("mover " + name + " cannot start: " + reason + " " + text);
        }
        refuseAfter(
                tools.patience().start(),
                "mover " + name + " does not start: " + reason + " " + Text.cut(text));
    }

    private void refuseAfter(Duration limit, String what) throws VolumeException {
        if (Duration.between(since, tools.waiting().now()).compareTo(limit) >= 0) {
            throw new VolumeException(what.strip() + " (limit " + limit.toSeconds() + " s)");
        }
    }

    private void tell(String told) {
        try {
            JsonNode node = JSON.readTree(told);
            tools.watcher()
                    .moved(subject, node.path("bytes").asLong(), node.path("ofBytes").asLong());
        } catch (JsonProcessingException e) {
            // Not told in our way: the change itself shows that the mover lives.
        }
    }

    private String failure(ObjectNode pod, JsonNode state) {
        String said = state.at("/terminated/message").asText("");
        String reason = pod.at("/status/reason").asText("");
        String text = said.isEmpty() ? pod.at("/status/message").asText("") : said;
        return String.format(
                        "mover %s failed with exit code %s: %s %s",
                        name,
                        state.at("/terminated/exitCode").asText("unknown"),
                        reason,
                        Text.cut(text))
                .strip();
    }

    private static JsonNode containerState(ObjectNode pod) {
        for (JsonNode status : pod.at("/status/containerStatuses")) {
            if (status.path("name").asText().equals(MoverPod.CONTAINER)) {
                return status.path("state");
            }
        }
        return pod.path("state");
    }
}
