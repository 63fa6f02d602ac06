package dev.varve.k8s.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Requests to an API server as plain HTTP with the credentials of the client library. Safe for use
 * by many threads.
 */
final class HttpCalls {
    /** Longest that an answer may take to begin, the library's retries included. */
    private static final long ANSWER_SECONDS = 120;

    private static final int MOST_ERROR_BYTES = 64 << 10;

    private final KubernetesClient client;
    private final ObjectMapper json;

    HttpCalls(KubernetesClient client, ObjectMapper json) {
        this.client = client;
        this.json = json;
    }

    ObjectNode get(String path) throws IOException, InterruptedException {
        return object(send(request(path), byte[].class));
    }

    /** The body as it arrives; whoever asks closes it. */
    InputStream stream(String path) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        request.forStreaming();
        return send(request, InputStream.class).body();
    }

    ObjectNode send(String method, String path, String contentType, JsonNode body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        request.method(method, contentType, json.writeValueAsString(body));
        return object(send(request, byte[].class));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = client.getHttpClient().newHttpRequestBuilder();
        request.uri(URI.create(base() + path));
        request.setHeader("Accept", "application/json");
        return request;
    }

    private String base() {
        String url = client.getMasterUrl().toString();
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder builder, Class<T> type)
            throws IOException, InterruptedException {
        HttpRequest request = builder.build();
        HttpResponse<T> response = await(client.getHttpClient().sendAsync(request, type), request);
        if (!response.isSuccessful()) {
            throw refused(request, response);
        }
        return response;
    }

    private static <T> T await(Future<T> future, HttpRequest request)
            throws IOException, InterruptedException {
        try {
            return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw noAnswer(request, String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw noAnswer(request, "none within " + ANSWER_SECONDS + " s", e);
        } catch (InterruptedException e) {
            future.cancel(true);
            throw e;
        }
    }

    private static ClusterException noAnswer(HttpRequest request, String why, Throwable cause) {
        String what = request.method() + " " + request.uri().getPath();
        ClusterException failure =
                new ClusterException(
                        ClusterException.NO_ANSWER,
                        "",
                        what + ": no answer from the API server: " + why);
        failure.initCause(cause);
        return failure;
    }

    private <T> ClusterException refused(HttpRequest request, HttpResponse<T> response)
            throws IOException {
        String what = request.method() + " " + request.uri().getPath() + ": ";
        String body = text(response);
        try {
            JsonNode status = json.readTree(body);
            if (status != null && status.path("kind").asText().equals("Status")) {
                return new ClusterException(
                        response.code(),
                        status.path("reason").asText(),
                        what + status.path("message").asText(),
                        status);
            }
        } catch (JsonProcessingException e) {
            // Not the API server itself, but something before it: shown as it is.
        }
        return new ClusterException(
                response.code(), "", what + "HTTP " + response.code() + " " + body.strip());
    }

    private static String text(HttpResponse<?> response) throws IOException {
        byte[] bytes =
                switch (response.body()) {
                    case InputStream in -> {
                        try (in) {
                            yield in.readNBytes(MOST_ERROR_BYTES);
                        }
                    }
                    case byte[] all -> all;
                    case null, default -> new byte[0];
                };
        return new String(
                bytes, 0, Math.min(bytes.length, MOST_ERROR_BYTES), StandardCharsets.UTF_8);
    }

    private ObjectNode object(HttpResponse<byte[]> response) throws IOException {
        if (json.readTree(response.body()) instanceof ObjectNode object) {
            return object;
        }
        throw new IOException(
                response.request().uri() + " answers with something that is no object");
    }
}
