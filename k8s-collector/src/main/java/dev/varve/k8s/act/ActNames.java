package dev.varve.k8s.act;

import dev.varve.k8s.model.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Names that follow from what an object is for, so that a run that starts again finds what it made:
 * {@code varve-STEP-SUBJECT-HASH}. The hash tells apart what shortening made equal.
 */
public final class ActNames {
    private static final int NAME_MAX = 63;
    private static final int HASH_BYTES = 6;
    private static final int STEP_MAX = 16;

    private ActNames() {}

    /** A DNS-1123 label of at most 63 characters, the same for the same purpose. */
    public static String of(Purpose purpose) {
        String hash =
                hash(
                        purpose.collector(),
                        purpose.run(),
                        purpose.step(),
                        purpose.subject().toString());
        String step = slug(purpose.step(), STEP_MAX);
        int room = NAME_MAX - "varve---".length() - step.length() - hash.length();
        return "varve-" + step + "-" + slug(purpose.subject().name(), room) + "-" + hash;
    }

    /** A subject as the value of a label. */
    static String subjectLabel(ObjectKey subject) {
        return hash(subject.toString());
    }

    private static String slug(String text, int maxLength) {
        String safe = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String cut = safe.length() <= maxLength ? safe : safe.substring(0, maxLength);
        String trimmed = cut.replaceAll("^-+|-+$", "");
        return trimmed.isEmpty() ? "x" : trimmed;
    }

    private static String hash(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
