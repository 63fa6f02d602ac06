package dev.varve.k8s.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What an API server refused, or why it could not be asked. */
public final class ClusterException extends IOException {
    private static final long serialVersionUID = 1;

    /** No answer came. */
    public static final int NO_ANSWER = 0;

    private final int status;
    private final String reason;
    private final transient @Nullable JsonNode body;

    /**
     * An answer that is no success.
     *
     * @param status of HTTP, or {@link #NO_ANSWER}
     * @param reason of the Status object: {@code NotFound}, {@code AlreadyExists} …; may be empty
     */
    public ClusterException(int status, String reason, String message) {
        this(status, reason, message, null);
    }

    ClusterException(int status, String reason, String message, @Nullable JsonNode body) {
        super(message);
        this.status = status;
        this.reason = reason;
        this.body = body;
    }

    /** Where a list that is {@link #isGone gone} can be gone on with; empty when it cannot. */
    String continuation() {
        return body == null ? "" : body.path("metadata").path("continue").asText();
    }

    public int status() {
        return status;
    }

    public String reason() {
        return reason;
    }

    public boolean isNotFound() {
        return status == 404;
    }

    public boolean isAlreadyExists() {
        return status == 409 && reason.equals("AlreadyExists");
    }

    public boolean isConflict() {
        return status == 409 && !isAlreadyExists();
    }

    public boolean isForbidden() {
        return status == 401 || status == 403;
    }

    /** The list or watch is too old: it must be begun again. */
    public boolean isGone() {
        return status == 410;
    }

    /** The same may succeed later. */
    public boolean isPassing() {
        return status == NO_ANSWER || status == 429 || status >= 500;
    }
}
