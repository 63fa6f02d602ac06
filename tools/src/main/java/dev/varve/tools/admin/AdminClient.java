package dev.varve.tools.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks one daemon. What the daemon refuses is thrown with the code, words and advice that it gave,
 * as if it had been found here. Safe for use by many threads.
 */
public final class AdminClient implements AutoCloseable {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(1);

    /** A compaction or an audit is an answer, too. */
    private static final Duration WORK_TIMEOUT = Duration.ofHours(12);

    private static final int LEAST_FAILURE = 400;

    private final AdminTarget target;
    private final HttpClient http;

    public AdminClient(AdminTarget target) {
        this.target = target;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .build();
    }

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
    public JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    /** A wish without a body. Throws like {@link #get}. */
    public JsonNode post(String path) throws IOException, InterruptedException {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    /**
     * Anything else; long work is waited for. Throws like {@link #get}.
     *
     * @param body null: none
     */
    public JsonNode send(String method, String path, @Nullable JsonNode body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).timeout(WORK_TIMEOUT);
        if (body == null) {
            return send(request.method(method, BodyPublishers.noBody()));
        }
        return send(
                request.header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
    }

    @Override
    public void close() {
        http.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(target.base() + path))
                .timeout(ANSWER_TIMEOUT)
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + target.token());
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer;
        try {
            answer = http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException unreachable) {
            throw new ProtocolException(
                    ErrorCode.UNAVAILABLE,
                    "no daemon answers at " + target + ": " + reason(unreachable),
                    "Is it running? Its log says why not; start it with: varve serve",
                    unreachable);
        }
        if (answer.statusCode() >= LEAST_FAILURE) {
            throw refused(answer);
        }
        return answer.body().isBlank() ? JSON.createObjectNode() : parse(answer);
    }

    private ProtocolException refused(HttpResponse<String> answer) throws ProtocolException {
        JsonNode said = parse(answer);
        if (!said.path("number").isInt()) {
            throw foreign(answer, null);
        }
        return new ProtocolException(
                ErrorCode.ofNumber(said.path("number").asInt()),
                said.path("message").asText(),
                said.path("advice").asText());
    }

    private JsonNode parse(HttpResponse<String> answer) throws ProtocolException {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException noJson) {
            throw foreign(answer, noJson);
        }
    }

    private ProtocolException foreign(HttpResponse<String> answer, @Nullable Throwable cause) {
        String message =
                "what answers at "
                        + target
                        + " with status "
                        + answer.statusCode()
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
