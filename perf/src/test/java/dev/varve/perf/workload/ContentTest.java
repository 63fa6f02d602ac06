package dev.varve.perf.workload;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContentTest {
    private final Content content = new Content(7);

    @Test
    void splitMix64MatchesThePublishedSequence() {
        SplitMix64 random = new SplitMix64(1234567);

        assertThat(random.next()).isEqualTo(6457827717110365317L);
        assertThat(random.next()).isEqualTo(3203168211198807973L);
    }

    @Test
    void frequentWordsFollowZipfsLaw() {
        Vocabulary vocabulary = new Vocabulary(7);
        SplitMix64 random = new SplitMix64(7);
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 1_000_000; i++) {
            counts.merge(new String(vocabulary.draw(random), US_ASCII), 1, Integer::sum);
        }
        // The harmonic number of 32,768 is 10.97: the first word has 9.1 % of all draws.
        int most = counts.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        assertThat(most).isBetween(90_000, 92_500);
    }

    @Test
    void kindsCompressAsTheirNamesSay() {
        assertThat(ratio(CellKind.TEXT)).isBetween(2.5, 6.0);
        assertThat(ratio(CellKind.DATABASE)).isBetween(1.5, 3.0);
        assertThat(ratio(CellKind.RANDOM)).isBetween(0.99, 1.01);
    }

    @Test
    void databasePagesAreSeventyToNinetyFivePercentFull() {
        byte[] cell = new byte[VolumeImage.CELL_BYTES];
        content.fill(CellKind.DATABASE, cell, 0, new SplitMix64(7));

        for (int page = 0; page < cell.length; page += DatabaseContent.PAGE_BYTES) {
            int end = page + DatabaseContent.PAGE_BYTES;
            while (cell[end - 1] == 0) {
                end--;
            }
            assertThat((end - page) * 100 / DatabaseContent.PAGE_BYTES).isBetween(68, 95);
        }
    }

    private double ratio(CellKind kind) {
        byte[] cell = new byte[VolumeImage.CELL_BYTES];
        content.fill(kind, cell, 0, new SplitMix64(7));
        return (double) cell.length / Zstd.compress(cell, 1).length;
    }
}
