package dev.varve.perf.workload;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The bytes of all workloads: text, database pages, random. Not changed by use. */
final class Content {
    private final TextContent text;
    private final DatabaseContent database;

    Content(long seed) {
        text = new TextContent(new Vocabulary(seed));
        database = new DatabaseContent(text);
    }

    TextContent text() {
        return text;
    }

    /**
     * Fills the whole of {@code target}.
     *
     * @param offsetBytes where it will lie in its image; numbers the pages of a database
     */
    void fill(CellKind kind, byte[] target, long offsetBytes, SplitMix64 random) {
        switch (kind) {
            case ZEROS -> Arrays.fill(target, (byte) 0);
            case TEXT -> text.fill(target, 0, target.length, random);
            case DATABASE ->
                    database.fill(
                            target,
                            0,
                            target.length,
                            offsetBytes / DatabaseContent.PAGE_BYTES,
                            random);
            case RANDOM -> fillRandom(target, random);
        }
    }

    private static void fillRandom(byte[] target, SplitMix64 random) {
        ByteBuffer buffer = ByteBuffer.wrap(target).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.remaining() >= Long.BYTES) {
            buffer.putLong(random.next());
        }
        while (buffer.hasRemaining()) {
            buffer.put((byte) random.next());
        }
    }
}
