package dev.varve.repo.retention.guard;

import java.util.Optional;

/** All that the helper can be asked. */
enum GuardVerb {
    /** Make a sealed segment immutable. Again is harmless, and joins the locks. */
    SEAL(1),
    /** Raise its lock. */
    EXTEND(2),
    /** Delete it, if its time is over. */
    RELEASE(3);

    private final int number;

    GuardVerb(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static Optional<GuardVerb> ofNumber(int number) {
        return switch (number) {
            case 1 -> Optional.of(SEAL);
            case 2 -> Optional.of(EXTEND);
            case 3 -> Optional.of(RELEASE);
            default -> Optional.empty();
        };
    }
}
