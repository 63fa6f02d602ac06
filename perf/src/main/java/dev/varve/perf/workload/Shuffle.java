package dev.varve.perf.workload;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Orders drawn by the seed alone. */
final class Shuffle {
    private Shuffle() {}

    static <T> void shuffle(T[] items, SplitMix64 random) {
        for (int i = items.length - 1; i > 0; i--) {
            int other = random.below(i + 1);
            T kept = items[i];
            items[i] = items[other];
            items[other] = kept;
        }
    }

    /** {@code count} different numbers of [0, bound), ascending. */
    static int[] pick(int count, int bound, SplitMix64 random) {
        if (count > bound) {
            throw new IllegalArgumentException(count + " numbers asked of " + bound);
        }
        int[] numbers = IntStream.range(0, bound).toArray();
        for (int i = 0; i < count; i++) {
            int other = i + random.below(bound - i);
            int kept = numbers[i];
            numbers[i] = numbers[other];
            numbers[other] = kept;
        }
        int[] picked = Arrays.copyOf(numbers, count);
        Arrays.sort(picked);
        return picked;
    }
}
