package dev.varve.k8s.changed;

import static dev.varve.k8s.changed.message.BlockMetadataType.FIXED_LENGTH;
import static dev.varve.k8s.changed.message.BlockMetadataType.UNKNOWN;
import static dev.varve.k8s.changed.message.BlockMetadataType.VARIABLE_LENGTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.k8s.changed.message.BlockMetadata;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts as an answer. */
class RangeFoldTest {
    private static final int BLOCK = 4096;
    private static final long SIZE = 1000L * BLOCK + 100;

    private final RangeFold fold = new RangeFold(SIZE, BLOCK);

    @Test
    void rangesOfOneSizeBecomeTheBlocksThatTheyTouch() throws Exception {
        fold.add(FIXED_LENGTH, SIZE, List.of(range(0, 1024), range(4096, 1024)));
        fold.add(FIXED_LENGTH, SIZE, List.of(range(8191, 1024)));

        assertThat(blocks()).containsExactly(0, 1, 2);
        assertThat(fold.endBytes()).isEqualTo(8191 + 1024);
    }

    @Test
    void rangesOfTheirOwnSizesReachToTheLastByte() throws Exception {
        fold.add(VARIABLE_LENGTH, SIZE, List.of(range(1, 1), range(BLOCK - 1, 2)));
        fold.add(VARIABLE_LENGTH, SIZE, List.of(range(SIZE - 1, 1)));

        assertThat(blocks()).containsExactly(0, 1, 1000);
        assertThat(fold.isAtEnd()).isTrue();
    }

    @Test
    void aMessageWithoutRangesIsAnAnswerToo() throws Exception {
        assertThat(fold.hasAnswer()).isFalse();

        fold.add(VARIABLE_LENGTH, SIZE, List.of());

        assertThat(fold.hasAnswer()).isTrue();
        assertThat(fold.blocks().count()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 1",
        "0, 0",
        "0, -1",
        "0, " + (SIZE + 1),
        SIZE + ", 1",
        "1, 9223372036854775807",
        "9223372036854775807, 1",
        "-9223372036854775808, -9223372036854775808"
    })
    void aRangeThatIsNotInsideTheVolumeIsRefused(long offset, long length) {
        assertThatThrownBy(() -> fold.add(VARIABLE_LENGTH, SIZE, List.of(range(offset, length))))
                .isInstanceOf(MetadataException.class)
                .hasMessageContaining("gives");
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "4095, 1", "4096, 1", "8191, 1", "4000, 8192"})
    void aRangeThatDoesNotFollowTheOneBeforeIsRefused(long offset, long length) throws Exception {
        fold.beginCall();
        fold.add(VARIABLE_LENGTH, SIZE, List.of(range(4096, 4096)));

        assertThatThrownBy(() -> fold.add(VARIABLE_LENGTH, SIZE, List.of(range(offset, length))))
                .isInstanceOf(MetadataException.class)
                .hasMessageContaining("after one that ended at 8192");
    }

    @Test
    void afterACutTheFirstRangeMayBeginBeforeThePlaceAskedForAndNoOther() throws Exception {
        fold.add(VARIABLE_LENGTH, SIZE, List.of(range(0, 10_000)));
        fold.beginCall();
        fold.add(VARIABLE_LENGTH, SIZE, List.of(range(8192, 4096)));

        assertThat(blocks()).containsExactly(0, 1, 2);
        assertThatThrownBy(() -> fold.add(VARIABLE_LENGTH, SIZE, List.of(range(12_000, 4096))))
                .isInstanceOf(MetadataException.class);
        fold.beginCall();
        assertThatThrownBy(() -> fold.add(VARIABLE_LENGTH, SIZE, List.of(range(8192, 4096))))
                .isInstanceOf(MetadataException.class);
    }

    @Test
    void capacityTypeAndFixedSizeStayAsTheyAre() throws Exception {
        fold.add(FIXED_LENGTH, SIZE, List.of(range(0, 512)));

        assertThatThrownBy(() -> fold.add(FIXED_LENGTH, SIZE - 1, List.of()))
                .hasMessageContaining("the device has " + SIZE);
        assertThatThrownBy(() -> fold.add(VARIABLE_LENGTH, SIZE, List.of()))
                .hasMessageContaining("VARIABLE_LENGTH after FIXED_LENGTH");
        assertThatThrownBy(() -> fold.add(FIXED_LENGTH, SIZE, List.of(range(512, 513))))
                .hasMessageContaining("fixed 512");
        assertThatThrownBy(() -> new RangeFold(SIZE, BLOCK).add(UNKNOWN, SIZE, List.of()))
                .hasMessageContaining("UNKNOWN");
    }

    @RepeatedTest(50)
    void whateverIsToldIsFoldedWholeOrRefused(RepetitionInfo repetition) {
        long seed = 3100L + repetition.getCurrentRepetition();
        Random random = new Random(seed);
        List<BlockMetadata> told = new ArrayList<>();
        BitSet bytes = new BitSet();
        boolean lawful = true;
        long end = 0;
        for (int i = 0; i < 200; i++) {
            long offset = end + random.nextLong(SIZE / 150);
            if (random.nextInt(400) == 0) {
                offset = random.nextLong(-10, SIZE + 10);
            }
            long length = 1 + random.nextLong(SIZE / 300);
            lawful &= offset >= end && offset + length <= SIZE;
            told.add(range(offset, length));
            if (lawful) {
                bytes.set((int) offset, (int) (offset + length));
                end = offset + length;
            }
        }
        RangeFold folded = new RangeFold(SIZE, BLOCK);
        boolean accepted = accepts(folded, told, random);

        assertThat(accepted).as("seed %d", seed).isEqualTo(lawful);
        for (int at = bytes.nextSetBit(0); accepted && at >= 0; at = bytes.nextSetBit(at + 1)) {
            assertThat(folded.blocks().has((long) at / BLOCK))
                    .as("seed %d byte %d", seed, at)
                    .isTrue();
        }
    }

    private static boolean accepts(RangeFold fold, List<BlockMetadata> told, Random random) {
        try {
            int at = 0;
            while (at < told.size()) {
                int next = Math.min(told.size(), at + 1 + random.nextInt(30));
                fold.add(VARIABLE_LENGTH, SIZE, told.subList(at, next));
                at = next;
            }
            return true;
        } catch (MetadataException e) {
            return false;
        }
    }

    private List<Integer> blocks() {
        List<Integer> found = new ArrayList<>();
        for (int block = 0; block <= SIZE / BLOCK; block++) {
            if (fold.blocks().has(block)) {
                found.add(block);
            }
        }
        return found;
    }

    private static BlockMetadata range(long offset, long length) {
        return BlockMetadata.newBuilder().setByteOffset(offset).setSizeBytes(length).build();
    }
}
