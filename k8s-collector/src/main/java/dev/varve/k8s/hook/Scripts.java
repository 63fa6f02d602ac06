package dev.varve.k8s.hook;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The small shells that run in containers. Their arguments hold no secrets: everybody sees them.
 */
final class Scripts {
    private static final String HOLD = load("end-later.sh") + load("hold.sh");
    private static final String GUARD = load("end-later.sh") + load("guard.sh");

    private Scripts() {}

    /** A command that ends by itself after {@code limit}. */
    static List<String> guarded(List<String> command, Duration limit) {
        List<String> all = new ArrayList<>();
        all.addAll(List.of("sh", "-c", GUARD, "varve-guard", "" + Limits.seconds(limit)));
        all.addAll(command);
        return all;
    }

    static List<String> hold(Hold hold) {
        return List.of(
                "sh",
                "-c",
                HOLD,
                "varve-hold",
                "" + Limits.seconds(hold.timer()),
                "" + Limits.seconds(hold.tailLimit()),
                "" + Limits.seconds(Limits.GRACE),
                hold.client(),
                hold.freeze(),
                hold.thaw());
    }

    private static String load(String name) {
        try (InputStream in = Scripts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the class path lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
