package dev.varve.k8s.volume;

import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/** What a reader of a captured volume may believe about it, from the weakest to the strongest. */
public enum Consistency {
    /** Read while it was written to. */
    LIVE,
    /** As after a loss of power: one moment, nobody asked the application. */
    CRASH,
    /** Cut while the application was held still. */
    FROZEN,
    /** Read while no Pod used it. */
    STOPPED,
    /** A dump that the application made. */
    LOGICAL;

    /** As restore points say it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The weakest of these labels; {@link #LIVE} of none. */
    public static Consistency weakest(Stream<String> labels) {
        return labels.map(label -> valueOf(label.toUpperCase(Locale.ROOT)))
                .min(Comparator.naturalOrder())
                .orElse(LIVE);
    }
}
