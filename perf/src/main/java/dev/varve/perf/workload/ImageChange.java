package dev.varve.perf.workload;

import com.github.luben.zstd.Zstd;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * W2: rewrites 64 KiB blocks of an image with fresh content of the kinds of W1 but zeros. A
 * generation depends on the seed and its number, not on what the image holds.
 */
final class ImageChange {
    static final int BLOCK_BYTES = 64 << 10;
    static final int RUN_BLOCKS = 64;
    private static final int SCATTER_PERCENT = 1;
    private static final int CLUSTER_PERCENT = 5;

    /** Where the changed blocks lie. */
    enum Pattern {
        /** 1 % of the blocks, at random places. */
        SCATTER(-1000),
        /** 5 % of the blocks, in runs of 64. */
        CLUSTER(-2000);

        private final long firstPart;

        Pattern(long firstPart) {
            this.firstPart = firstPart;
        }
    }

    /**
     * What a generation changed. The compressed sizes are the sums over the blocks, each compressed
     * by itself: no backup that finds single blocks again can store fewer at that level, but for
     * compressing neighbours together.
     */
    record Outcome(int blocks, long rawBytes, long zstd1Bytes, long zstd3Bytes) {}

    private final long seed;
    private final Content content;

    ImageChange(long seed) {
        this.seed = seed;
        this.content = new Content(seed);
    }

    /** Rewrites the blocks of a generation, and lists them in {@code extents}. */
    Outcome apply(Path image, Pattern pattern, int generation, Path extents) throws IOException {
        SplitMix64 random = SplitMix64.forPart(seed, pattern.firstPart - generation);
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
            int blockCount = Math.toIntExact(channel.size() / BLOCK_BYTES);
            int[] blocks = choose(pattern, blockCount, random);
            Outcome outcome = rewrite(channel, blocks, random);
            writeExtents(extents, blocks);
            return outcome;
        }
    }

    /** The blocks that change, ascending. */
    static int[] choose(Pattern pattern, int blockCount, SplitMix64 random) {
        return switch (pattern) {
            case SCATTER -> Shuffle.pick(share(blockCount, SCATTER_PERCENT), blockCount, random);
            case CLUSTER -> chooseRuns(blockCount, random);
        };
    }

    private static int[] chooseRuns(int blockCount, SplitMix64 random) {
        // One slot is left out so that the runs can begin off the boundaries of a map's pages.
        int slots = blockCount / RUN_BLOCKS - 1;
        if (slots < 1) {
            throw new IllegalArgumentException(blockCount + " blocks are too few for a run");
        }
        int shift = random.below(RUN_BLOCKS);
        int runs = Math.max(1, share(blockCount, CLUSTER_PERCENT) / RUN_BLOCKS);
        int[] blocks = new int[runs * RUN_BLOCKS];
        int at = 0;
        for (int slot : Shuffle.pick(runs, slots, random)) {
            for (int i = 0; i < RUN_BLOCKS; i++) {
                blocks[at++] = slot * RUN_BLOCKS + shift + i;
            }
        }
        return blocks;
    }

    private static int share(int blockCount, int percent) {
        return Math.max(1, (int) (((long) blockCount * percent + 50) / 100));
    }

    private Outcome rewrite(FileChannel channel, int[] blocks, SplitMix64 random)
            throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        byte[] packed = new byte[(int) Zstd.compressBound(BLOCK_BYTES)];
        long zstd1Bytes = 0;
        long zstd3Bytes = 0;
        CellKind kind = CellKind.TEXT;
        for (int i = 0; i < blocks.length; i++) {
            if (i == 0 || blocks[i] != blocks[i - 1] + 1) {
                kind = CellKind.drawWritten(random);
            }
            long offsetBytes = (long) blocks[i] * BLOCK_BYTES;
            content.fill(kind, block, offsetBytes, random);
            VolumeImage.writeFully(channel, block, offsetBytes);
            zstd1Bytes += Math.min(BLOCK_BYTES, Zstd.compress(packed, block, 1));
            zstd3Bytes += Math.min(BLOCK_BYTES, Zstd.compress(packed, block, 3));
        }
        channel.force(false);
        return new Outcome(
                blocks.length, (long) blocks.length * BLOCK_BYTES, zstd1Bytes, zstd3Bytes);
    }

    /** A line for each run of blocks: offset and length in bytes, as {@code backup} reads it. */
    private static void writeExtents(Path extents, int[] blocks) throws IOException {
        try (BufferedWriter writer =
                Files.newBufferedWriter(
                        extents, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            int start = 0;
            for (int i = 1; i <= blocks.length; i++) {
                if (i == blocks.length || blocks[i] != blocks[i - 1] + 1) {
                    writer.write((long) blocks[start] * BLOCK_BYTES + " ");
                    writer.write((long) (i - start) * BLOCK_BYTES + "\n");
                    start = i;
                }
            }
        }
    }
}
