package dev.varve.k8s.hook;

import java.time.Duration;

/** Bounds that hold for all hooks. */
final class Limits {
    /** The longest that a hook or a freeze may last. */
    static final Duration LONGEST = Duration.ofHours(24);

    /** How long something that was told to end may take before it is left behind. */
    static final Duration GRACE = Duration.ofSeconds(3);

    /** What is kept of what a command says. */
    static final int OUTPUT_BYTES = 16 << 10;

    /** The longest line that is read whole. */
    static final int LINE_BYTES = 8 << 20;

    /** All small files of one hook or session together. */
    static final int FILES_BYTES = 8 << 20;

    private Limits() {}

    static Duration checked(Duration limit, String what) {
        if (limit.compareTo(Duration.ofMillis(1)) < 0 || limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    what + " must lie between a millisecond and 24 hours, not " + limit);
        }
        return limit;
    }

    /** Whole seconds, never less than the limit: shells count no fractions. */
    static long seconds(Duration limit) {
        return limit.plusMillis(999).toSeconds();
    }
}
