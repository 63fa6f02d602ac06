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
    /** Reasons of a waiting container that pass by themselves. */
    private static final List<String> PASSING = List.of("", "ContainerCreating", "PodInitializing");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final VolumeTools tools;
    private final ObjectKey subject;
    private final String name;
    private final String uid;
    private final MoverLog log;
    private Instant since;
    private boolean placed;
    private String said = "";

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
        log = new MoverLog(tools, made.at("/metadata/namespace").asText(), name);
        since = tools.waiting().now();
    }

    /** The termination message, once it ended well. */
    Optional<String> look(Optional<ObjectNode> found) throws VolumeException, InterruptedException {
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
            case "Running" -> running();
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

    /** Silence counts only as far as it can be heard. */
    private void running() throws VolumeException, InterruptedException {
        Optional<String> line = log.look();
        if (line.isEmpty()) {
            return;
        }
        if (!line.get().equals(said)) {
            said = line.get();
            since = tools.waiting().now();
            tell(said);
        } else if (!said.isEmpty()) {
            refuseAfter(tools.patience().stall(), "mover " + name + " says nothing any more");
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

    /** Other lines show that the mover lives. */
    private void tell(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            if (node.has("progress")) {
                tools.watcher()
                        .moved(
                                subject,
                                node.path("doneBytes").asLong(),
                                node.path("totalBytes").asLong());
            }
        } catch (JsonProcessingException e) {
            // A remark, or a line that was cut off.
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
