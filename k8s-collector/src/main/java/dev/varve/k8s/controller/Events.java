package dev.varve.k8s.controller;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people shall see beside an object. An event that cannot be written is only logged. */
final class Events {
    private static final Logger LOGGER = LoggerFactory.getLogger(Events.class);
    private static final int MOST_CHARS = 1024;
    private static final int NAME_CHARS = 200;

    private final KubernetesClient client;
    private final String identity;
    private final InstantSource clock;

    Events(KubernetesClient client, String identity, InstantSource clock) {
        this.client = client;
        this.identity = identity;
        this.clock = clock;
    }

    void say(HasMetadata about, String reason, String message) {
        send(about, "Normal", reason, message);
    }

    void warn(HasMetadata about, String reason, String message) {
        send(about, "Warning", reason, message);
    }

    private void send(HasMetadata about, String type, String reason, String message) {
        try {
            write(event(about, type, reason, message));
        } catch (KubernetesClientException e) {
            LOGGER.atWarn()
                    .addKeyValue("about", about.getMetadata().getName())
                    .addKeyValue("reason", reason)
                    .setCause(e)
                    .log("an event could not be written");
        }
    }

    /** The same said again counts up, and is no second event. */
    private void write(Event event) {
        try {
            Event _ = client.resource(event).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            Event _ =
                    client.resource(event)
                            .edit(before -> {
                                before.setCount(1 + before.getCount());
                                before.setLastTimestamp(event.getLastTimestamp());
                                return before;
                            });
        }
    }

    private Event event(HasMetadata about, String type, String reason, String message) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String text = message.isEmpty() ? reason : message;
        String shown = text.substring(0, Math.min(text.length(), MOST_CHARS));
        return new EventBuilder()
                .withNewMetadata()
                .withName(name(about, reason + "\n" + shown))
                .withNamespace(about.getMetadata().getNamespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withNamespace(about.getMetadata().getNamespace())
                .withName(about.getMetadata().getName())
                .withUid(about.getMetadata().getUid())
                .endInvolvedObject()
                .withType(type)
                .withReason(reason)
                .withMessage(shown)
                .withNewSource()
                .withComponent("varve")
                .withHost(identity)
                .endSource()
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .build();
    }

    private static String name(HasMetadata about, String said) {
        String name = about.getMetadata().getName();
        return name.substring(0, Math.min(name.length(), NAME_CHARS))
                + "."
                + Integer.toHexString((about.getMetadata().getUid() + said).hashCode());
    }
}
