package dev.varve.tools.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks one daemon. What the daemon refuses is thrown with the code, words and advice that it gave,
 * as if it had been found here. Confined to one thread.
 *
 * <p>By the JDK's old HTTP client: the new one costs a command some 0.3 CPU seconds more, as much
 * as half of its start, for a selector and a TLS context that a few questions do not need.
 */
public final class AdminClient implements AutoCloseable {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(1);

    /** A compaction or an audit is an answer, too. */
    private static final Duration WORK_TIMEOUT = Duration.ofHours(12);

    private static final int LEAST_FAILURE = 400;

    static {
        // Else a wish whose answer is lost would silently be sent a second time.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    private final AdminTarget target;

    /** Its connection is kept for the next question. */
    private @Nullable HttpURLConnection last;

    public AdminClient(AdminTarget target) {
        this.target = target;
    }

    /** What came back. */
    private record Answer(int status, String body) {}

    /** One piece of a path or query, so that no name of a vault or job can be more than a name. */
    public static String piece(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Asks for what there is.
     *
     * @param path with its query, such as {@code /v1/jobs}
     * @throws ProtocolException UNAVAILABLE when no daemon answers, else what the daemon said
     */
    public JsonNode get(String path) throws IOException {
        return send("GET", path, ANSWER_TIMEOUT, null);
    }

    /** A wish without a body. Throws like {@link #get}. */
    public JsonNode post(String path) throws IOException {
        return send("POST", path, ANSWER_TIMEOUT, null);
    }

    /**
     * Anything else; long work is waited for. Throws like {@link #get}.
     *
     * @param body null: none
     */
    public JsonNode send(String method, String path, @Nullable JsonNode body) throws IOException {
        return send(method, path, WORK_TIMEOUT, body);
    }

    @Override
    public void close() {
        if (last != null) {
            last.disconnect();
        }
    }

    private JsonNode send(String method, String path, Duration timeout, @Nullable JsonNode body)
            throws IOException {
        Answer answer;
        try {
            answer = ask(method, path, timeout, body);
        } catch (IOException unreachable) {
            throw new ProtocolException(
                    ErrorCode.UNAVAILABLE,
                    "no daemon answers at " + target + ": " + reason(unreachable),
                    "Is it running? Its log says why not; start it with: varve serve",
                    unreachable);
        }
        if (answer.status >= LEAST_FAILURE) {
            throw refused(answer);
        }
        return answer.body.isBlank() ? JSON.createObjectNode() : parse(answer);
    }

    private Answer ask(String method, String path, Duration timeout, @Nullable JsonNode body)
            throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(target.base() + path).toURL().openConnection();
        last = connection;
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(Math.toIntExact(CONNECT_TIMEOUT.toMillis()));
        connection.setReadTimeout(Math.toIntExact(timeout.toMillis()));
        connection.setRequestProperty("Accept", "application/json");
        connection.setRequestProperty("Authorization", "Bearer " + target.token());
        if (body != null) {
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(JSON.writeValueAsBytes(body));
            }
        }
        return new Answer(connection.getResponseCode(), body(connection));
    }

    private static String body(HttpURLConnection connection) throws IOException {
        boolean failed = connection.getResponseCode() >= LEAST_FAILURE;
        try (InputStream in = failed ? connection.getErrorStream() : connection.getInputStream()) {
            // There is no error stream where a failure has no body.
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private ProtocolException refused(Answer answer) throws ProtocolException {
        JsonNode said = parse(answer);
        if (!said.path("number").isInt()) {
            throw foreign(answer, null);
        }
        return new ProtocolException(
                ErrorCode.ofNumber(said.path("number").asInt()),
                said.path("message").asText(),
                said.path("advice").asText());
    }

    private JsonNode parse(Answer answer) throws ProtocolException {
        try {
            return JSON.readTree(answer.body);
        } catch (JsonProcessingException noJson) {
            throw foreign(answer, noJson);
        }
    }

    private ProtocolException foreign(Answer answer, @Nullable Throwable cause) {
        String message =
                "what answers at "
                        + target
                        + " with status "
                        + answer.status
                        + " is no admin side of varve";
        String advice = "Name the address that varve serve printed after \"admin at\".";
        return cause == null
                ? new ProtocolException(ErrorCode.UNAVAILABLE, message, advice)
                : new ProtocolException(ErrorCode.UNAVAILABLE, message, advice, cause);
    }

    private static String reason(IOException failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
