package dev.varve.protocol.error;

import java.io.IOException;

/**
 * A request that failed for a reason of the table: said by the peer, or found here. Carries what to
 * do about it.
 */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final String advice;

    /**
     * {@code message} says what failed, with what and where; {@code advice} what to do about it,
     * empty when nothing.
     */
    public ProtocolException(ErrorCode code, String message, String advice) {
        super(message);
        this.code = code;
        this.advice = advice;
    }

    public ProtocolException(ErrorCode code, String message, String advice, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.advice = advice;
    }

    public ErrorCode code() {
        return code;
    }

    public String advice() {
        return advice;
    }
}
