package dev.varve.protocol.client;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** What a broken connection means, in the words of the table. */
final class ConnectionFailures {
    private final String endpoint;

    ConnectionFailures(String endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * UNAVAILABLE is worth another attempt.
     *
     * @param greeted the daemon had let us in on this connection
     */
    ProtocolException explain(Throwable cause, boolean greeted) {
        if (cause instanceof ProtocolException known) {
            return known;
        }
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof CertificateException) {
                return new ProtocolException(
                        ErrorCode.WRONG_REPOSITORY,
                        "the daemon at "
                                + endpoint
                                + " does not prove to be the repository of this profile: "
                                + at.getMessage(),
                        "check the endpoint; if the repository was made anew, enrol again",
                        cause);
            }
            if (at instanceof UnknownHostException) {
                return new ProtocolException(
                        ErrorCode.UNAVAILABLE,
                        "host of " + endpoint + " is not known",
                        "check the endpoint of the profile",
                        cause);
            }
            if (at instanceof SSLException && refusedByPeer(at, greeted)) {
                return new ProtocolException(
                        ErrorCode.UNAUTHENTICATED,
                        "the daemon at "
                                + endpoint
                                + " refuses our certificate: "
                                + at.getMessage(),
                        "enrol this client with that daemon: varve client enroll",
                        cause);
            }
        }
        return new ProtocolException(
                ErrorCode.UNAVAILABLE,
                "no connection to " + endpoint + ": " + cause.getMessage(),
                "is the daemon running, and the endpoint right?",
                cause);
    }

    /**
     * Our certificate is looked at after our side of the handshake is done, so an alert between
     * that and the welcome is about it; providers word it differently, down to "internal error".
     */
    private static boolean refusedByPeer(Throwable failure, boolean greeted) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        boolean aboutCertificate =
                message.contains("certificate")
                        || message.contains("unknown_ca")
                        || message.contains("unknown ca");
        return message.contains("alert")
                && (aboutCertificate || (!greeted && !message.contains("protocol")));
    }
}
