package dev.varve.k8s.controller;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** Reads headers of hooks out of Secrets, as the run. No message has a value of them. */
record HookHeaders(Cluster cluster, String namespace) {
    private static final String NAME = "[A-Za-z0-9-]{1,100}";

    /**
     * The headers; none for an empty name.
     *
     * @throws IllegalArgumentException says why they cannot be had
     */
    Map<String, String> of(String secret) throws IOException, InterruptedException {
        Map<String, String> headers = new TreeMap<>();
        if (secret.isEmpty()) {
            return headers;
        }
        for (Map.Entry<String, JsonNode> each : read(secret).path("data").properties()) {
            headers.put(each.getKey(), value(secret, each.getKey(), each.getValue().asText()));
        }
        return headers;
    }

    private JsonNode read(String secret) throws IOException, InterruptedException {
        try {
            return cluster.get(
                            new Served(cluster.discover()).require(Served.SECRET),
                            namespace,
                            secret)
                    .orElseThrow(
                            () -> new IllegalArgumentException("there is no Secret " + secret));
        } catch (ClusterException e) {
            if (!e.isForbidden()) {
                throw e;
            }
            throw new IllegalArgumentException(
                    "the run's ServiceAccount may not get Secret " + secret, e);
        }
    }

    private static String value(String secret, String name, String encoded) {
        String value =
                new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8).strip();
        if (!name.matches(NAME) || value.chars().anyMatch(each -> each < ' ' || each > '~')) {
            throw new IllegalArgumentException(
                    "key %s of Secret %s is no header of plain characters".formatted(name, secret));
        }
        return value;
    }
}
