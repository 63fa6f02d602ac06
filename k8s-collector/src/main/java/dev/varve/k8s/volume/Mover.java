package dev.varve.k8s.volume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.ActNames;
import dev.varve.k8s.act.Purpose;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Starts the Pod of one mover and follows it to its end. Confined to one thread. */
final class Mover {
    static final String STEP = "mover";

    /** Annotation in which a mover tells its progress: {@code {"bytes":1,"ofBytes":2}}. */
    static final String PROGRESS = "varve.dev/progress";

    /** Reasons of a waiting container that pass by themselves. */
    private static final List<String> PASSING = List.of("", "ContainerCreating", "PodInitializing");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final VolumeTools tools;
    private final ObjectKey subject;
    private Instant since;
    private boolean started;
    private String progress = "";

    Mover(VolumeTools tools, ObjectKey subject) {
        this.tools = tools;
        this.subject = subject;
        since = tools.waiting().now();
    }

    /**
     * What a mover needs beside it; made after the Pod, which waits for it, so that it can own it.
     */
    @FunctionalInterface
    interface Companion {
        Companion NONE = pod -> {};

        void join(ObjectNode pod) throws IOException, InterruptedException;
    }

    /** Runs a mover until its data is whole; throws, with its reason, when that does not come. */
    MoverResult run(MoverTask task, Companion companion) throws IOException, InterruptedException {
        Purpose purpose = tools.acts().purpose(subject, STEP);
        String name = ActNames.of(purpose);
        String namespace = tools.movers().namespace();
        ObjectNode blank = tools.served().blank(Served.POD, namespace, name);
        Duration limit = tools.patience().move();
        ObjectNode pod = new MoverPod(tools.movers(), task, limit).fill(blank);
        ApiResource pods = tools.served().require(Served.POD);
        ObjectNode made = tools.acts().create(pods, pod, purpose);
        companion.join(made);
        String uid = made.at("/metadata/uid").asText();
        String message =
                tools.waiting()
                        .await(
                                "mover " + namespace + "/" + name,
                                limit,
                                () ->
                                        look(
                                                tools.acts().cluster().get(pods, namespace, name),
                                                name,
                                                uid));
        return MoverResult.parse(name, message);
    }

    /** The termination message, once it ended well. */
    private Optional<String> look(Optional<ObjectNode> found, String name, String uid)
            throws VolumeException {
        if (found.isEmpty() || !found.get().at("/metadata/uid").asText().equals(uid)) {
            throw new VolumeException("mover " + name + " was deleted by somebody");
        }
        ObjectNode pod = found.get();
        JsonNode state = containerState(pod);
        switch (pod.at("/status/phase").asText("Pending")) {
            case "Succeeded" -> {
                return Optional.of(state.at("/terminated/message").asText(""));
            }
            case "Failed" -> throw new VolumeException(failure(pod, state, name));
            case "Running" -> running(pod, name);
            default -> pending(pod, state, name);
        }
        return Optional.empty();
    }

    private void running(ObjectNode pod, String name) throws VolumeException {
        String told = pod.at("/metadata/annotations").path(PROGRESS).asText("");
        if (!started) {
            tools.watcher().placed(subject, name, pod.at("/spec/nodeName").asText(""));
        }
        if (!started || !told.equals(progress)) {
            started = true;
            progress = told;
            since = tools.waiting().now();
            tell(told);
        } else if (!progress.isEmpty()) {
            refuseAfter(tools.patience().stall(), "mover " + name + " moves no data");
        }
    }

    private void pending(ObjectNode pod, JsonNode state, String name) throws VolumeException {
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

    private static String failure(ObjectNode pod, JsonNode state, String name) {
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
