package dev.varve.repo.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Alarms by mail.
 *
 * @param host null: nobody is told
 * @param security {@code STARTTLS}, {@code TLS} from the first byte, or {@code NONE}
 * @param from the sender's address
 * @param to the receivers' addresses
 * @param user null: without a login
 * @param passwordFile its first line
 * @param timeoutSeconds for each step of one attempt
 */
public record SmtpConfiguration(
        @Nullable String host,
        int port,
        Security security,
        @Nullable String from,
        List<String> to,
        @Nullable String user,
        @Nullable Path passwordFile,
        long timeoutSeconds) {
    /** How the connection is kept from others. */
    public enum Security {
        STARTTLS,
        TLS,
        NONE
    }

    private static final int MOST_RECEIVERS = 100;

    public static final SmtpConfiguration DEFAULT =
            new SmtpConfiguration(null, 587, Security.STARTTLS, null, List.of(), null, null, 20);

    public SmtpConfiguration {
        to = List.copyOf(to);
        Bounds.require("port", port, 1, 65_535);
        Bounds.require("timeoutSeconds", timeoutSeconds, 1, 300);
        if (host != null && (from == null || to.isEmpty())) {
            throw new IllegalArgumentException("mail needs a sender (from) and receivers (to)");
        }
        Bounds.require("number of receivers", to.size(), 0, MOST_RECEIVERS);
        if ((user == null) != (passwordFile == null)) {
            throw new IllegalArgumentException("user and passwordFile go together");
        }
        if (user != null && security == Security.NONE) {
            throw new IllegalArgumentException(
                    "a password is not sent in clear: use security STARTTLS or TLS");
        }
    }
}
