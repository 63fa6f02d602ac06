package dev.varve.repo.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The bytes of a {@link JobRecord}, version 1. docs/formats/schedule.md. */
final class JobFormat {
    private static final String FORMAT = "varve-job";
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private JobFormat() {}

    static byte[] write(JobRecord record) throws IOException {
        ObjectNode file = JSON.createObjectNode();
        file.put("format", FORMAT).put("version", VERSION).put("job", record.job());
        file.put("handledMillis", record.handledMillis());
        file.put("succeededMillis", record.succeededMillis());
        file.put("resume", record.resume()).put("token", record.token());
        file.putNull("running");
        record.running().ifPresent(start -> put(file.putObject("running"), start));
        ArrayNode runs = file.putArray("runs");
        record.runs().forEach(run -> put(runs.addObject(), run));
        return JSON.writeValueAsBytes(file);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException when it is anything else, says what
     */
    static JobRecord read(String job, byte[] bytes) throws IOException {
        JsonNode file = JSON.readTree(bytes);
        try {
            if (!text(file, "format").equals(FORMAT) || number(file, "version") != VERSION) {
                throw new IllegalArgumentException("not " + FORMAT + " of version " + VERSION);
            }
            if (!text(file, "job").equals(job)) {
                throw new IllegalArgumentException("of job " + text(file, "job"));
            }
            List<Run> runs = new ArrayList<>();
            for (JsonNode run : need(file, "runs")) {
                runs.add(run(run));
            }
            JsonNode running = need(file, "running");
            return new JobRecord(
                    job,
                    number(file, "handledMillis"),
                    number(file, "succeededMillis"),
                    need(file, "resume").asBoolean(),
                    token(text(file, "token")),
                    running.isNull() ? Optional.empty() : Optional.of(start(running)),
                    runs);
        } catch (IllegalArgumentException malformed) {
            throw new IOException(malformed.getMessage(), malformed);
        }
    }

    private static void put(ObjectNode into, RunStart start) {
        into.put("number", start.number()).put("trigger", start.trigger().name());
        into.put("startedMillis", start.startedMillis());
    }

    private static void put(ObjectNode into, Run run) {
        put(into, run.start());
        into.put("endedMillis", run.endedMillis()).put("outcome", run.outcome().label());
        JobResult result =
                switch (run.outcome()) {
                    case Outcome.Succeeded succeeded -> succeeded.result();
                    case Outcome.Failed failed -> JobResult.done(failed.why());
                    case Outcome.Stopped _ -> JobResult.done("");
                };
        into.put("text", result.summary());
        ArrayNode findings = into.putArray("findings");
        result.findings().forEach(findings::add);
        into.put("findingsCount", result.findingsCount());
    }

    private static RunStart start(JsonNode from) {
        return new RunStart(
                number(from, "number"),
                Trigger.valueOf(text(from, "trigger")),
                number(from, "startedMillis"));
    }

    private static Run run(JsonNode from) {
        String text = text(from, "text");
        List<String> findings = new ArrayList<>();
        need(from, "findings").forEach(finding -> findings.add(finding.asText()));
        Outcome outcome =
                switch (text(from, "outcome")) {
                    case "SUCCEEDED" ->
                            new Outcome.Succeeded(
                                    new JobResult(text, findings, number(from, "findingsCount")));
                    case "FAILED" -> new Outcome.Failed(text);
                    case String stopped -> new Outcome.Stopped(StopReason.valueOf(stopped));
                };
        return new Run(start(from), number(from, "endedMillis"), outcome);
    }

    private static String token(String base64) {
        if (Base64.getDecoder().decode(base64).length > JobContext.MOST_TOKEN_BYTES) {
            throw new IllegalArgumentException("the token is too long");
        }
        return base64;
    }

    private static String text(JsonNode from, String name) {
        return need(from, name).asText();
    }

    private static long number(JsonNode from, String name) {
        JsonNode value = need(from, name);
        if (!value.canConvertToLong()) {
            throw new IllegalArgumentException(name + " is no number");
        }
        return value.asLong();
    }

    private static JsonNode need(JsonNode from, String name) {
        JsonNode value = from.get(name);
        if (value == null) {
            throw new IllegalArgumentException("has no " + name);
        }
        return value;
    }
}
