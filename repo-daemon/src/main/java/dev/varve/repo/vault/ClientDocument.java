package dev.varve.repo.vault;

import dev.varve.protocol.model.Names;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One enrolled client. Fingerprints are SHA-256 over the whole certificate, 64 hexadecimal digits.
 *
 * @param revokedMillis zero: not revoked
 * @param formerFingerprints of certificates that this name had before; none of them is good any
 *     more
 */
public record ClientDocument(
        String format,
        int version,
        String repositoryId,
        String name,
        String vault,
        String fingerprint,
        long enrolledMillis,
        long expiresMillis,
        long revokedMillis,
        List<String> formerFingerprints)
        implements Document {
    static final String FORMAT = "varve client";
    static final int VERSION = 1;
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");

    public ClientDocument {
        Names.requireShort("client", name);
        Names.requireShort("vault", vault);
        if (!FINGERPRINT.matcher(fingerprint).matches()) {
            throw new IllegalArgumentException("fingerprint is not 64 hexadecimal digits");
        }
        formerFingerprints = List.copyOf(formerFingerprints);
    }

    public boolean revoked() {
        return revokedMillis != 0;
    }
}
