package dev.varve.k8s.capture;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/** How far the bytes of a volume belong to one moment, from the weakest to the strongest. */
public enum Consistency {
    /** Read while it was written. */
    LIVE,
    /** A snapshot: what a crash at that moment would have left. */
    CRASH,
    /** A snapshot while the application held still. */
    FROZEN,
    /** Read while nothing had it mounted. */
    STOPPED,
    /** What the application itself wrote as its copy. */
    LOGICAL;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The weakest of these labels. */
    static String weakest(Stream<String> labels) {
        return labels.map(Consistency::of).min(Consistency::compareTo).orElse(LIVE).label();
    }

    private static Consistency of(String label) {
        return Arrays.stream(values())
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no consistency class: " + label));
    }
}
