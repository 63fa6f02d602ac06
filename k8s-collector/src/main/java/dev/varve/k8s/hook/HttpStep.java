package dev.varve.k8s.hook;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Sends one request. The client follows no redirects and checks certificates and host names. */
record HttpStep(HttpClient client, HookAction.Http action, Duration timeout) implements HookStep {
    @Override
    public Done run(Spoken spoken, Deadline deadline) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(action.uri())
                        .timeout(timeout)
                        .method(
                                action.method(),
                                HttpRequest.BodyPublishers.ofString(action.body()));
        action.headers().forEach(request::setHeader);
        HttpResponse<InputStream> response =
                client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            spoken.text(new String(body.readNBytes(Limits.OUTPUT_BYTES), StandardCharsets.UTF_8));
        }
        int status = response.statusCode();
        return Done.ofCode(status, status / 100 == 2, "the answer was HTTP");
    }
}
