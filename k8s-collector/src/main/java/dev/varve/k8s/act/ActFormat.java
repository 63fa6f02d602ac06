package dev.varve.k8s.act;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * Lines of an act journal, version 1: {@code CRC32C JSON\n}. The checksum, eight hexadecimal
 * digits, covers the JSON, and the JSON holds the number of its line in {@code n}, so that a line
 * at another place does not pass. docs/formats/act-journal.md.
 */
final class ActFormat {
    static final int LINE_MAX_BYTES = 64 << 10;
    private static final String NAME = "varve-acts";
    private static final int VERSION = 1;
    private static final int CHECKSUM_LENGTH = 8;
    private static final ObjectMapper JSON = new ObjectMapper();

    private ActFormat() {}

    static byte[] line(int number, ActEntry entry) {
        String json = json(number, entry).toString();
        String text = checksum(json) + " " + json + "\n";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LINE_MAX_BYTES) {
            throw new IllegalArgumentException(
                    "an act journal takes no line of " + bytes.length + " bytes");
        }
        return bytes;
    }

    /**
     * Throws {@link IllegalArgumentException}, saying why, for what is no line with this number.
     */
    static ActEntry parse(int number, String line) {
        if (line.length() <= CHECKSUM_LENGTH || line.charAt(CHECKSUM_LENGTH) != ' ') {
            throw new IllegalArgumentException("no checksum");
        }
        String json = line.substring(CHECKSUM_LENGTH + 1);
        if (!checksum(json).equals(line.substring(0, CHECKSUM_LENGTH))) {
            throw new IllegalArgumentException("its checksum does not fit");
        }
        try {
            JsonNode node = JSON.readTree(json);
            if (node.path("n").asInt(-1) != number) {
                throw new IllegalArgumentException("it belongs to line " + node.path("n"));
            }
            return entry(node);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is no JSON", e);
        }
    }

    private static ObjectNode json(int number, ActEntry entry) {
        ObjectNode line = JSON.createObjectNode().put("n", number);
        switch (entry) {
            case ActEntry.Header header ->
                    line.put("format", NAME)
                            .put("version", VERSION)
                            .put("collector", header.collector())
                            .put("run", header.run());
            case ActEntry.Intent intent -> {
                Act act = intent.act();
                line.put("intent", act.verb().name().toLowerCase(Locale.ROOT))
                        .put("step", act.step());
                line.set("target", key(act.target()));
                line.set("for", key(act.subject()));
            }
            case ActEntry.Done done -> line.put("done", done.intentLine()).put("uid", done.uid());
            case ActEntry.Refused refused ->
                    line.put("refused", refused.intentLine()).put("why", refused.why());
            case ActEntry.Reached reached -> {
                line.put("reached", reached.state());
                line.set("for", key(reached.subject()));
                line.set("facts", reached.facts());
            }
            case ActEntry.Ended ended -> line.put("ended", ended.how());
        }
        return line;
    }

    private static ActEntry entry(JsonNode line) {
        if (line.has("format")) {
            return header(line);
        } else if (line.has("intent")) {
            Act.Verb verb = Act.Verb.valueOf(text(line, "intent").toUpperCase(Locale.ROOT));
            return new ActEntry.Intent(
                    new Act(
                            verb,
                            key(line.path("target")),
                            key(line.path("for")),
                            text(line, "step")));
        } else if (line.has("done")) {
            return new ActEntry.Done(line.path("done").asInt(), text(line, "uid"));
        } else if (line.has("refused")) {
            return new ActEntry.Refused(line.path("refused").asInt(), text(line, "why"));
        } else if (line.has("reached") && line.path("facts") instanceof ObjectNode facts) {
            return new ActEntry.Reached(key(line.path("for")), text(line, "reached"), facts);
        } else if (line.has("ended")) {
            return new ActEntry.Ended(text(line, "ended"));
        }
        throw new IllegalArgumentException("it is none of the known lines");
    }

    private static ActEntry header(JsonNode line) {
        if (!text(line, "format").equals(NAME) || line.path("version").asInt() != VERSION) {
            throw new IllegalArgumentException(
                    "format "
                            + text(line, "format")
                            + " version "
                            + line.path("version")
                            + " is not known here");
        }
        return new ActEntry.Header(text(line, "collector"), text(line, "run"));
    }

    private static ObjectNode key(ObjectKey key) {
        return JSON.createObjectNode()
                .put("kind", key.kind().toString())
                .put("namespace", key.namespace())
                .put("name", key.name());
    }

    private static ObjectKey key(JsonNode node) {
        return new ObjectKey(
                GroupKind.parse(text(node, "kind")), text(node, "namespace"), text(node, "name"));
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText("");
    }

    private static String checksum(String json) {
        CRC32C crc = new CRC32C();
        crc.update(json.getBytes(StandardCharsets.UTF_8));
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }
}
