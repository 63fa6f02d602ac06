package dev.varve.perf.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeImageTest {
    @TempDir Path directory;

    @Test
    void sameSeedGivesSameBytesAndAnotherSeedOthers() throws IOException {
        new VolumeImage(7).write(directory.resolve("a"), 20);
        new VolumeImage(7).write(directory.resolve("b"), 20);
        new VolumeImage(8).write(directory.resolve("c"), 20);

        assertThat(Files.mismatch(directory.resolve("a"), directory.resolve("b"))).isEqualTo(-1);
        assertThat(Files.mismatch(directory.resolve("a"), directory.resolve("c"))).isNotEqualTo(-1);
    }

    @Test
    void cellsHaveTheirProportionsAndZerosAreZero() throws IOException {
        Path image = directory.resolve("image");

        Map<CellKind, Integer> counts = new VolumeImage(7).write(image, 40);

        assertThat(counts)
                .isEqualTo(
                        Map.of(
                                CellKind.ZEROS, 12,
                                CellKind.TEXT, 12,
                                CellKind.DATABASE, 10,
                                CellKind.RANDOM, 6));
        assertThat(Files.size(image)).isEqualTo(40L << 20);
        assertThat(zeroCells(Files.readAllBytes(image))).isEqualTo(12);
    }

    @Test
    void eachPatternChangesExactlyTheBlocksItLists() throws IOException {
        for (ImageChange.Pattern pattern : ImageChange.Pattern.values()) {
            Path image = directory.resolve("image-" + pattern);
            new VolumeImage(7).write(image, 80);
            byte[] before = Files.readAllBytes(image);
            Path extents = directory.resolve("extents");

            ImageChange.Outcome outcome = new ImageChange(7).apply(image, pattern, 1, extents);

            byte[] after = Files.readAllBytes(image);
            long listed = 0;
            for (String line : Files.readAllLines(extents)) {
                int offset = Integer.parseInt(line.substring(0, line.indexOf(' ')));
                int length = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
                for (int at = offset; at < offset + length; at += ImageChange.BLOCK_BYTES) {
                    assertThat(sameBlock(before, after, at)).as(line).isFalse();
                    System.arraycopy(before, at, after, at, ImageChange.BLOCK_BYTES);
                    listed++;
                }
            }
            assertThat(after).as("blocks that are not listed").isEqualTo(before);
            assertThat(outcome.blocks()).isEqualTo((int) listed);
            assertThat(outcome.zstd1Bytes()).isBetween(1L, outcome.rawBytes());
        }
    }

    @Test
    void scatterTakesOnePercentAndClusterFive() {
        int blocks = 65_536;

        assertThat(choose(ImageChange.Pattern.SCATTER, blocks))
                .hasSize(655)
                .doesNotHaveDuplicates();
        List<Integer> cluster = choose(ImageChange.Pattern.CLUSTER, blocks);
        assertThat(cluster).hasSize(3264).doesNotHaveDuplicates().isSorted();
        assertThat(cluster.getLast()).isLessThan(blocks);
    }

    @Test
    void generationsInTurnGiveTheSameImage() throws IOException {
        for (String name : List.of("a", "b")) {
            Path image = directory.resolve(name);
            new VolumeImage(7).write(image, 20);
            for (int generation = 1; generation <= 3; generation++) {
                new ImageChange(7)
                        .apply(
                                image,
                                ImageChange.Pattern.SCATTER,
                                generation,
                                directory.resolve("extents"));
            }
        }

        assertThat(Files.mismatch(directory.resolve("a"), directory.resolve("b"))).isEqualTo(-1);
    }

    private static List<Integer> choose(ImageChange.Pattern pattern, int blocks) {
        return Arrays.stream(ImageChange.choose(pattern, blocks, new SplitMix64(7)))
                .boxed()
                .toList();
    }

    private static boolean sameBlock(byte[] before, byte[] after, int at) {
        int end = at + ImageChange.BLOCK_BYTES;
        return Arrays.equals(before, at, end, after, at, end);
    }

    private static int zeroCells(byte[] image) {
        byte[] zeros = new byte[VolumeImage.CELL_BYTES];
        int found = 0;
        for (int at = 0; at < image.length; at += zeros.length) {
            if (Arrays.equals(image, at, at + zeros.length, zeros, 0, zeros.length)) {
                found++;
            }
        }
        return found;
    }
}
