package dev.varve.k8s.volume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What a mover said at its end, in its termination message.
 *
 * @param task the name of its Pod
 * @param whole all data arrived, and was checked
 * @param image that it wrote or read; empty when it has none
 * @param how it read a device: what was left out, or why nothing was; empty for files
 */
public record MoverResult(String task, boolean whole, long bytes, String image, String how) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public MoverResult {
        how = how == null ? "" : how; // journals that were written before it was kept
    }

    /** One of files. */
    public MoverResult(String task, boolean whole, long bytes, String image) {
        this(task, whole, bytes, image, "");
    }

    /** Throws for a message that is none of a mover, or of the mover of another task. */
    static MoverResult parse(String task, String message) throws VolumeException {
        JsonNode node;
        try {
            node = JSON.readTree(message);
        } catch (JsonProcessingException e) {
            throw new VolumeException(
                    "mover " + task + " ended well, but left no result: " + Text.cut(message));
        }
        MoverResult result =
                new MoverResult(
                        node.path("task").asText(""),
                        node.path("whole").asBoolean(false),
                        node.path("bytes").asLong(),
                        node.path("image").asText(""),
                        Text.cut(node.path("how").asText("")));
        if (!result.task.equals(task)) {
            throw new VolumeException(
                    "mover " + task + " left the result of task '" + result.task + "'");
        }
        if (!result.whole) {
            throw new VolumeException(
                    "mover " + task + " ended, but the data is not whole: " + Text.cut(message));
        }
        return result;
    }
}
