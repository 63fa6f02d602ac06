package dev.varve.k8s.controller;

import dev.varve.k8s.cluster.ClusterException;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** What an exception means for the work that it ended. */
sealed interface Failure {
    /** The same may succeed later, without anything being mended. */
    record Passing(String message) implements Failure {}

    /** Somebody must mend something first. */
    record Lasting(String message) implements Failure {}

    /** It was asked to stop. */
    record Stopped() implements Failure {}

    static Failure of(Exception e) {
        return switch (e) {
            case ProtocolException protocol -> of(protocol);
            case ClusterException cluster ->
                    cluster.isPassing()
                            ? new Passing(message(cluster))
                            : new Lasting(message(cluster));
            case KubernetesClientException client ->
                    client.getCode() == 0 || client.getCode() == 429 || client.getCode() >= 500
                            ? new Passing(message(client))
                            : new Lasting(message(client));
            case RuntimeException bug -> new Lasting(message(bug));
            default -> new Passing(message(e));
        };
    }

    private static Failure of(ProtocolException e) {
        if (e.code() == ErrorCode.CANCELLED) {
            return new Stopped();
        }
        // The API server could not be read: it will be there again.
        boolean passing = e.code().retriable() || e.code() == ErrorCode.SOURCE_UNREADABLE;
        String advice = e.advice().isEmpty() ? "" : " (" + e.advice() + ")";
        return passing ? new Passing(message(e)) : new Lasting(message(e) + advice);
    }

    private static String message(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
