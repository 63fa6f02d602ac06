package dev.varve.perf.workload;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * W6: an image as W1 is, some of its 64 KiB blocks rewritten at random places each day with content
 * of the kinds of W1 but zeros. Confined to one thread.
 */
public final class ScatteredBlocks {
    public static final int BLOCK_BYTES = ImageChange.BLOCK_BYTES;

    /** Apart from those of W2. */
    private static final int FIRST_PART = -6000;

    private final long seed;
    private final Path image;
    private final int blocks;
    private final Content content;

    /** Takes what was written. */
    @FunctionalInterface
    public interface Written {
        /** {@code bytes} are used again for the next block. */
        void block(int number, byte[] bytes) throws IOException;
    }

    /** Writes the image of day 0, of {@code cells} MiB, to a new file. */
    public ScatteredBlocks(long seed, Path image, int cells) throws IOException {
        this.seed = seed;
        this.image = image;
        this.blocks = cells * (VolumeImage.CELL_BYTES / BLOCK_BYTES);
        this.content = new Content(seed);
        new VolumeImage(seed).write(image, cells);
    }

    public int blocks() {
        return blocks;
    }

    /**
     * Rewrites {@code count} of the first {@code within} blocks, ascending. A day depends on the
     * seed and its number.
     */
    public void change(int day, int count, int within, Written written) throws IOException {
        SplitMix64 random = SplitMix64.forPart(seed, FIRST_PART - day);
        byte[] block = new byte[BLOCK_BYTES];
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
            for (int number : Shuffle.pick(count, within, random)) {
                long offsetBytes = (long) number * BLOCK_BYTES;
                content.fill(CellKind.drawWritten(random), block, offsetBytes, random);
                VolumeImage.writeFully(channel, block, offsetBytes);
                written.block(number, block);
            }
        }
    }
}
