package dev.varve.repo.session;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where what failed here becomes what the peer is told. The peer hears of its own
 * faults in full, and of ours that there was one; the log has the rest.
 */
final class PeerErrors {
    private static final Logger LOGGER = LoggerFactory.getLogger(PeerErrors.class);

    private PeerErrors() {}

    static ProtocolException translate(String what, Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ProtocolException known) {
            return known;
        }
        LOGGER.atError().addKeyValue("what", what).setCause(cause).log("request failed");
        return new ProtocolException(
                ErrorCode.INTERNAL,
                what + " failed in the daemon: " + cause.getClass().getSimpleName(),
                "the daemon's log has the cause",
                cause);
    }
}
