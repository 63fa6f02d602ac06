package dev.varve.k8s.capture;

import dev.varve.k8s.model.ApiResource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Where objects lie in their image: {@code deployments.apps/web.json}, in versions that the cluster
 * does not prefer {@code deployments.apps@v1beta1/web.json}. docs/formats/objects.md.
 */
public final class ObjectPath {
    public static final String SUFFIX = ".json";

    private static final String VERSION = "@";
    private static final int MOST_NAME_BYTES = 255;
    private static final int KEPT_OF_LONG_NAME = 180;
    private static final int HASH_BYTES = 16;

    private ObjectPath() {}

    /** The directory of a kind. */
    public static String directory(ApiResource resource) {
        return resource.qualifiedPlural();
    }

    /** The directory of a kind in a version that the cluster does not prefer. */
    static String otherVersion(ApiResource resource) {
        return resource.qualifiedPlural() + VERSION + resource.version();
    }

    /** Whether a directory has objects that another one has in the preferred version. */
    public static boolean isOtherVersion(String directory) {
        return directory.contains(VERSION);
    }

    /** Whether a directory has the objects of another one in a version that is not preferred. */
    public static boolean isOtherVersion(String directory, String preferred) {
        return directory.startsWith(preferred + VERSION);
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
