package dev.varve.repo.alarm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where mail is handed in.
 *
 * @param user null: without a login
 * @param trust null: the JVM's own authorities
 */
public record MailServer(
        String host,
        int port,
        Encryption encryption,
        @Nullable String user,
        @Nullable Path passwordFile,
        Duration timeout,
        @Nullable SSLSocketFactory trust) {
    /** How the connection is kept from others. */
    public enum Encryption {
        STARTTLS,
        TLS,
        NONE
    }

    String protocol() {
        return encryption == Encryption.TLS ? "smtps" : "smtp";
    }

    Properties properties() {
        String prefix = "mail." + protocol() + ".";
        String millis = String.valueOf(timeout.toMillis());
        Properties properties = new Properties();
        properties.setProperty(prefix + "connectiontimeout", millis);
        properties.setProperty(prefix + "timeout", millis);
        properties.setProperty(prefix + "writetimeout", millis);
        properties.setProperty(prefix + "auth", String.valueOf(user != null));
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        if (encryption == Encryption.STARTTLS) {
            properties.setProperty(prefix + "starttls.enable", "true");
            properties.setProperty(prefix + "starttls.required", "true");
        }
        if (trust != null) {
            properties.put(prefix + "ssl.socketFactory", trust);
        }
        return properties;
    }
}
