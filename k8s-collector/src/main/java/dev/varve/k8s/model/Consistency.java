package dev.varve.k8s.model;

import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How consistent what was captured is, from the weakest to the strongest; recorded with each
 * volume, never better than it was.
 */
public enum Consistency {
    /** Read while it was written to. */
    LIVE,
    /** As after a loss of power: one moment, nobody asked the application. */
    CRASH,
    /** Cut while a held session kept the application still, from before the cut until after it. */
    FROZEN,
    /** Read or cut while no process of the application used it. */
    STOPPED,
    /** The application's own dump. */
    LOGICAL;

    /** The word in restore points and documents. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads {@link #word}.
     *
     * @throws IllegalArgumentException names what is no such word
     */
    public static Consistency parse(String word) {
        for (Consistency each : values()) {
            if (each.word().equals(word)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no consistency class '" + word + "'");
    }

    /** The weakest of these words; {@link #LIVE} of none. */
    public static Consistency weakest(Stream<String> words) {
        return words.map(Consistency::parse).min(Comparator.naturalOrder()).orElse(LIVE);
    }
}
