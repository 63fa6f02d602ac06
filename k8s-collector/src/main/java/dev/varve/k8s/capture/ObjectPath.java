package dev.varve.k8s.capture;

import dev.varve.k8s.model.ApiResource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Where objects lie in their image: {@code deployments.apps/web.json}. docs/formats/objects.md. */
public final class ObjectPath {
    public static final String SUFFIX = ".json";

    private static final int MOST_NAME_BYTES = 255;
    private static final int KEPT_OF_LONG_NAME = 180;
    private static final int HASH_BYTES = 16;

    private ObjectPath() {}

    /** The directory of a kind. */
    public static String directory(ApiResource resource) {
        return resource.qualifiedPlural();
    }

    /** The file of an object; names that no file can have are cut and get their hash. */
    public static String file(String objectName) {
        String safe = objectName.replace('/', '~');
        boolean fits =
                safe.getBytes(StandardCharsets.UTF_8).length + SUFFIX.length() <= MOST_NAME_BYTES;
        if (fits && safe.equals(objectName)) {
            return safe + SUFFIX;
        }
        String head = safe.substring(0, Math.min(safe.length(), KEPT_OF_LONG_NAME));
        return head + "~" + hash(objectName) + SUFFIX;
    }

    private static String hash(String name) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
