package dev.varve.k8s.hook;

import java.util.Locale;

/** How consistent what was cut is; recorded with each volume, never better than it was. */
public enum Consistency {
    /** Read while it was being written. */
    LIVE,
    /** As after a loss of power. */
    CRASH,
    /** Cut while a held session kept the application frozen, from before the cut until after it. */
    FROZEN,
    /** Cut while no process of the application ran. */
    STOPPED,
    /** The application's own dump. */
    LOGICAL;

    /** The word in restore points and documents. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #word}. */
    public static Consistency parse(String word) {
        for (Consistency each : values()) {
            if (each.word().equals(word)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no consistency class '" + word + "'");
    }
}
