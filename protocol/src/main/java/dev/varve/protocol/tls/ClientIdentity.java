package dev.varve.protocol.tls;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Names;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * Who a client certificate says its holder is: subject {@code CN=<client>, OU=<vault>}.
 *
 * @param serial number of the certificate, by which one certificate of a client can be told from
 *     another
 */
public record ClientIdentity(String client, String vault, BigInteger serial) {
    public ClientIdentity {
        Names.requireShort("client", client);
        Names.requireShort("vault", vault);
    }

    /**
     * Reads the subject of a certificate that TLS has verified already.
     *
     * @throws ProtocolException UNAUTHENTICATED when it is not a client's certificate of ours
     */
    public static ClientIdentity of(X509Certificate certificate) throws ProtocolException {
        String subject = certificate.getSubjectX500Principal().getName();
        try {
            String client = null;
            String vault = null;
            for (Rdn part : new LdapName(subject).getRdns()) {
                switch (part.getType().toUpperCase(Locale.ROOT)) {
                    case "CN" -> client = part.getValue().toString();
                    case "OU" -> vault = part.getValue().toString();
                    default -> {}
                }
            }
            if (client == null || vault == null) {
                throw foreign(subject, "it names no client and vault", null);
            }
            return new ClientIdentity(client, vault, certificate.getSerialNumber());
        } catch (InvalidNameException | IllegalArgumentException e) {
            throw foreign(subject, String.valueOf(e.getMessage()), e);
        }
    }

    private static ProtocolException foreign(
            String subject, String why, @Nullable Exception cause) {
        ProtocolException exception =
                new ProtocolException(
                        ErrorCode.UNAUTHENTICATED,
                        "certificate \"" + subject + "\" is not a client's: " + why,
                        "enrol the client: varve client enroll");
        if (cause != null) {
            exception.initCause(cause);
        }
        return exception;
    }
}
