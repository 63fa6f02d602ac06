package dev.varve.perf.workload;

/**
 * Text as in logs and source code: indented lines of 6 to 15 words; 30 % of the lines repeat one of
 * the last 32 with a word added.
 */
final class TextContent {
    private static final int REMEMBERED_LINES = 32;
    private static final int REPEATED_PERCENT = 30;
    private static final int DEEPEST_INDENT = 8;

    /** A repeated line grows by a word each time; one longer than this is not repeated. */
    private static final int LONGEST_REPEATED_BYTES = 400;

    private final Vocabulary vocabulary;

    TextContent(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** Fills {@code target[from, to)}; the last line may be cut short. */
    void fill(byte[] target, int from, int to, SplitMix64 random) {
        int[] lineStart = new int[REMEMBERED_LINES];
        int[] lineLength = new int[REMEMBERED_LINES];
        int lines = 0;
        int indent = 0;
        int at = from;
        while (at < to) {
            int start = at;
            int old = lines == 0 ? 0 : random.below(Math.min(lines, REMEMBERED_LINES));
            if (lines > 0
                    && lineLength[old] < LONGEST_REPEATED_BYTES
                    && random.percent(REPEATED_PERCENT)) {
                at = copy(target, lineStart[old], lineLength[old], at, to);
                at = putWord(target, at, to, random);
            } else {
                indent = Math.clamp(indent + random.between(-1, 1), 0, DEEPEST_INDENT);
                at = putLine(target, at, to, indent, random);
            }
            lineStart[lines % REMEMBERED_LINES] = start;
            lineLength[lines % REMEMBERED_LINES] = at - start;
            lines++;
            at = putByte(target, at, to, '\n');
        }
    }

    /** One line without its end; gives where it ended. */
    int putLine(byte[] target, int from, int to, int indent, SplitMix64 random) {
        int at = from;
        for (int i = 0; i < indent; i++) {
            at = putByte(target, at, to, ' ');
            at = putByte(target, at, to, ' ');
        }
        int words = random.between(6, 15);
        for (int i = 0; i < words; i++) {
            at = putWord(target, at, to, random);
        }
        return at;
    }

    private int putWord(byte[] target, int from, int to, SplitMix64 random) {
        byte[] word = vocabulary.draw(random);
        int at = copyFrom(word, target, from, to);
        return putByte(target, at, to, ' ');
    }

    private static int copy(byte[] target, int start, int length, int at, int to) {
        int fits = Math.min(length, to - at);
        System.arraycopy(target, start, target, at, fits);
        return at + fits;
    }

    private static int copyFrom(byte[] word, byte[] target, int at, int to) {
        int fits = Math.min(word.length, to - at);
        System.arraycopy(word, 0, target, at, fits);
        return at + fits;
    }

    private static int putByte(byte[] target, int at, int to, char value) {
        if (at >= to) {
            return at;
        }
        target[at] = (byte) value;
        return at + 1;
    }
}
