package dev.varve.repo.vault;

import dev.varve.protocol.model.Names;
import java.util.regex.Pattern;

/**
 * {@code operators/<name>.json}: a person who may use the admin interface. The token itself is kept
 * nowhere here. docs/formats/retention.md.
 *
 * @param tokenSha256 of the token's characters, 64 hexadecimal digits
 */
public record OperatorDocument(
        String format,
        int version,
        String repositoryId,
        String name,
        String role,
        String tokenSha256,
        long addedMillis)
        implements Document {
    static final String FORMAT = "varve operator";
    static final int VERSION = 1;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public OperatorDocument {
        Names.requireShort("operator", name);
        if (Role.ofWord(role).isEmpty()) {
            throw new IllegalArgumentException("there is no role \"" + role + "\"");
        }
        if (!SHA256.matcher(tokenSha256).matches()) {
            throw new IllegalArgumentException("tokenSha256 is not 64 hexadecimal digits");
        }
    }

    public Role asRole() {
        return Role.ofWord(role).orElseThrow();
    }
}
