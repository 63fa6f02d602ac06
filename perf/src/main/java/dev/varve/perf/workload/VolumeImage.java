package dev.varve.perf.workload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Map;

/**
 * W1: a raw volume of 1 MiB cells in shuffled order, 30 % zeros (holes in the file), 30 % text, 25
 * % database pages, 15 % random.
 */
final class VolumeImage {
    static final long FULL_BYTES = 4L << 30;
    static final int CELL_BYTES = 1 << 20;

    private final long seed;
    private final Content content;

    VolumeImage(long seed) {
        this.seed = seed;
        this.content = new Content(seed);
    }

    /** Writes a new image of {@code cells} MiB; gives how many cells of each kind it has. */
    Map<CellKind, Integer> write(Path image, int cells) throws IOException {
        CellKind[] kinds = CellKind.shuffled(cells, SplitMix64.forPart(seed, -2));
        Map<CellKind, Integer> counts = new EnumMap<>(CellKind.class);
        byte[] cell = new byte[CELL_BYTES];
        try (FileChannel channel =
                FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < cells; i++) {
                counts.merge(kinds[i], 1, Integer::sum);
                if (kinds[i] != CellKind.ZEROS) {
                    long offsetBytes = (long) i * CELL_BYTES;
                    content.fill(kinds[i], cell, offsetBytes, SplitMix64.forPart(seed, i));
                    writeFully(channel, cell, offsetBytes);
                }
            }
            setLength(channel, (long) cells * CELL_BYTES);
        }
        return counts;
    }

    static void writeFully(FileChannel channel, byte[] bytes, long offsetBytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer, offsetBytes + buffer.position());
        }
    }

    /** Grows to {@code bytes}; a hole at the end stays a hole but for its last byte's block. */
    private static void setLength(FileChannel channel, long bytes) throws IOException {
        if (channel.size() < bytes) {
            channel.write(ByteBuffer.allocate(1), bytes - 1);
        }
    }
}
