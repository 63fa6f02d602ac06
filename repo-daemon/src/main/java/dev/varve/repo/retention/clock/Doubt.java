package dev.varve.repo.retention.clock;

import java.util.EnumSet;
import java.util.Set;

/**
 * Why the clock is not believed. The bits are part of the record's format and never used again:
 * docs/formats/clock.md.
 */
public enum Doubt {
    SOURCES_DIVERGE(0, "the kernel's clocks ran at different speeds: one of them is being steered"),
    TIME_NAMESPACE(
            1, "the daemon ran in a time namespace: the clocks it saw are not the machine's"),
    PRELOAD(2, "the daemon ran with a preloaded library, which can answer in place of the clocks"),
    WALL_STEP(3, "the wall clock was moved by more than 300 seconds"),
    WITNESS_RATE(4, "this machine's clock runs over 0.1 % faster or slower than a witness's"),
    CHAIN_BROKEN(
            5, "the two copies of the clock's record do not follow one another: one was put back"),
    REGRESSION(6, "the machine's clock went back while it was up: a snapshot was put back"),
    LEDGER_BEHIND(7, "the ledger is shorter than it was, or another: the repository was put back"),
    SLOTS_BAD(8, "both copies of the clock's record are damaged, foreign or forged");

    private final int bit;
    private final String words;

    Doubt(int bit, String words) {
        this.bit = bit;
        this.words = words;
    }

    /** The reason, for people. */
    public String words() {
        return words;
    }

    static int mask(Set<Doubt> doubts) {
        int mask = 0;
        for (Doubt doubt : doubts) {
            mask |= 1 << doubt.bit;
        }
        return mask;
    }

    /**
     * The opposite of {@link #mask}.
     *
     * @throws IllegalArgumentException for a bit without a meaning
     */
    static Set<Doubt> ofMask(int mask) {
        Set<Doubt> doubts = EnumSet.noneOf(Doubt.class);
        for (Doubt doubt : values()) {
            if ((mask & 1 << doubt.bit) != 0) {
                doubts.add(doubt);
            }
        }
        if (mask(doubts) != mask) {
            throw new IllegalArgumentException("unknown doubts 0x" + Integer.toHexString(mask));
        }
        return doubts;
    }
}
