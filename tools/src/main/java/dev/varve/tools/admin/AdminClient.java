package dev.varve.tools.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks the admin interface of a daemon on this host, found by its data directory. An error comes
 * back as the exception that the daemon met, code and advice included.
 */
public final class AdminClient {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final String base;
    private final String token;

    private AdminClient(String base, String token) {
        this.base = base;
        this.token = token;
    }

    /**
     * For the daemon that serves this data directory; its file {@code admin-address} must be
     * readable.
     *
     * @param tokenFile whose token is shown; null: the directory's own, {@code admin-token}
     * @throws ProtocolException UNAVAILABLE when none serves it, as far as the files say
     */
    public static AdminClient of(Path data, @Nullable Path tokenFile) throws IOException {
        return new AdminClient(
                "http://" + read(data.resolve("admin-address")),
                tokenFile == null
                        ? read(data.resolve("admin-token"))
                        : Files.readString(tokenFile).strip());
    }

    /**
     * For a daemon at an address.
     *
     * @param url of its admin side, without a path
     */
    public static AdminClient at(String url, Path tokenFile) throws IOException {
        return new AdminClient(
                url.endsWith("/") ? url.substring(0, url.length() - 1) : url,
                Files.readString(tokenFile).strip());
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            throw new ProtocolException(
                    ErrorCode.UNAVAILABLE,
                    "there is no " + file,
                    "Start the daemon: varve serve --data DIR.",
                    e);
        }
    }

    /** The answer's body. Parts of the path are encoded and joined by slashes. */
    public JsonNode call(String method, @Nullable ObjectNode body, String... path)
            throws IOException, InterruptedException {
        String where =
                Arrays.stream(path)
                        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8))
                        .collect(Collectors.joining("/"));
        return send(method, body, where);
    }

    /** Items of a list behind one of them, at most a thousand; empty: from the first on. */
    public JsonNode list(String path, String after) throws IOException, InterruptedException {
        String behind = URLEncoder.encode(after, StandardCharsets.UTF_8);
        return send("GET", null, path + "?limit=1000&after=" + behind);
    }

    private JsonNode send(String method, @Nullable ObjectNode body, String where)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + "/v1/" + where))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(
                                                JSON.writeValueAsString(body)));
        HttpResponse<String> response;
        try {
            response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new ProtocolException(
                    ErrorCode.UNAVAILABLE,
                    "no daemon answers at " + base + ": " + e.getMessage(),
                    "Start it: varve serve --data DIR.",
                    e);
        }
        JsonNode answer = parse(response.body());
        if (response.statusCode() / 100 != 2) {
            throw new ProtocolException(
                    ErrorCode.ofNumber(answer.path("number").asInt()),
                    answer.path("message").asText("HTTP status " + response.statusCode()),
                    answer.path("advice").asText());
        }
        return answer;
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body.isEmpty() ? "{}" : body);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }
}
