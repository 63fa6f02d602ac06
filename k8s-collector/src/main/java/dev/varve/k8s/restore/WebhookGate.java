package dev.varve.k8s.restore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;

/**
 * Holds webhooks that fail closed until somebody answers them: made before, they would refuse what
 * is still to be restored, and whatever anybody else does.
 */
final class WebhookGate {
    private final Target target;
    private final Waiting waiting;
    private final Duration limit;

    WebhookGate(Target target, Waiting waiting, Duration limit) {
        this.target = target;
        this.waiting = waiting;
        this.limit = limit;
    }

    /**
     * Returns at once for other kinds.
     *
     * @throws dev.varve.k8s.cluster.ClusterException when nobody answers in time
     */
    void await(ObjectNode object) throws IOException, InterruptedException {
        if (!object.path("kind").asText().endsWith("WebhookConfiguration")) {
            return;
        }
        for (JsonNode webhook : object.path("webhooks")) {
            JsonNode service = webhook.path("clientConfig").path("service");
            boolean failsClosed = !webhook.path("failurePolicy").asText("Fail").equals("Ignore");
            if (failsClosed && service.isObject()) {
                String namespace = service.path("namespace").asText();
                String name = service.path("name").asText();
                waiting.until(
                        "a ready endpoint of Service "
                                + namespace
                                + "/"
                                + name
                                + ", which answers "
                                + webhook.path("name").asText()
                                + ",",
                        limit,
                        () -> ReadyEndpoints.of(target, namespace, name));
            }
        }
    }
}
