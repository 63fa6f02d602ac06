package dev.varve.perf.workload;

import java.nio.charset.StandardCharsets;

/**
 * 32,768 made-up words, drawn by Zipf's law: word of rank r with a weight of 1/r. A draw costs one
 * random number (Walker's alias method). Immutable.
 */
final class Vocabulary {
    static final int WORDS = 32_768;
    private static final int INDEX_BITS = 15;
    private static final int LONGEST_WORD_BYTES = 12;
    private static final byte[] LETTERS =
            "etaoinshrdlucmfwypvbgkjqxz".getBytes(StandardCharsets.US_ASCII);

    private final byte[][] words = new byte[WORDS][];
    private final int[] alias = new int[WORDS];

    /** Below this, of 2^32, the drawn index itself is taken; else its alias. */
    private final long[] threshold = new long[WORDS];

    Vocabulary(long seed) {
        SplitMix64 random = SplitMix64.forPart(seed, Long.MAX_VALUE - 1);
        for (int rank = 0; rank < WORDS; rank++) {
            words[rank] = inventWord(random);
        }
        buildAliases();
    }

    byte[] draw(SplitMix64 random) {
        long bits = random.next();
        int index = (int) (bits >>> (Long.SIZE - INDEX_BITS));
        return words[(bits & 0xFFFF_FFFFL) < threshold[index] ? index : alias[index]];
    }

    private static byte[] inventWord(SplitMix64 random) {
        byte[] word = new byte[random.between(2, LONGEST_WORD_BYTES)];
        for (int i = 0; i < word.length; i++) {
            // The smaller of two draws: frequent letters come first in the table.
            word[i] = LETTERS[Math.min(random.below(LETTERS.length), random.below(LETTERS.length))];
        }
        return word;
    }

    private void buildAliases() {
        double sum = 0;
        for (int rank = 1; rank <= WORDS; rank++) {
            sum += 1.0 / rank;
        }
        double[] share = new double[WORDS];
        int[] small = new int[WORDS];
        int[] large = new int[WORDS];
        int smallCount = 0;
        int largeCount = 0;
        for (int i = 0; i < WORDS; i++) {
            share[i] = WORDS / ((i + 1) * sum);
            if (share[i] < 1) {
                small[smallCount++] = i;
            } else {
                large[largeCount++] = i;
            }
        }
        while (smallCount > 0 && largeCount > 0) {
            int less = small[--smallCount];
            int more = large[largeCount - 1];
            threshold[less] = (long) (share[less] * 0x1.0p32);
            alias[less] = more;
            share[more] -= 1 - share[less];
            if (share[more] < 1) {
                largeCount--;
                small[smallCount++] = more;
            }
        }
        while (largeCount > 0) {
            threshold[large[--largeCount]] = 1L << 32;
        }
        while (smallCount > 0) {
            threshold[small[--smallCount]] = 1L << 32;
        }
    }
}
