package dev.varve.perf.workload;

import java.util.Arrays;

/** What a cell of the volume image W1 holds, and how much of the image it takes. */
enum CellKind {
    ZEROS(30),
    TEXT(30),
    DATABASE(25),
    RANDOM(15);

    private final int percent;

    CellKind(int percent) {
        this.percent = percent;
    }

    int percent() {
        return percent;
    }

    /** {@code count} kinds in the exact proportions, in shuffled order. */
    static CellKind[] shuffled(int count, SplitMix64 random) {
        CellKind[] kinds = new CellKind[count];
        int at = 0;
        int percents = 0;
        for (CellKind kind : values()) {
            percents += kind.percent;
            int end = (int) ((long) count * percents / 100);
            Arrays.fill(kinds, at, end, kind);
            at = end;
        }
        Shuffle.shuffle(kinds, random);
        return kinds;
    }

    /** A kind other than zeros, by the proportions among them. */
    static CellKind drawWritten(SplitMix64 random) {
        int draw = random.below(100 - ZEROS.percent);
        if (draw < TEXT.percent) {
            return TEXT;
        }
        return draw < TEXT.percent + DATABASE.percent ? DATABASE : RANDOM;
    }
}
