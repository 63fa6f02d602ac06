package dev.varve.protocol.node;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.nio.ByteBuffer;

/**
 * Root of a block image.
 *
 * <pre>
 *  0      1         2        3   4             8             16            48
 *  +------+---------+--------+---+-------------+-------------+-------------+
 *  | kind | version | levels | 0 | block bytes | size bytes  | top page id |
 *  +------+---------+--------+---+-------------+-------------+-------------+
 * </pre>
 *
 * {@code levels} counts the pages from the top one down to a leaf: the fewest whose fan-out covers
 * all blocks, at least 1. The last block may be short: it ends at {@code sizeBytes}. A {@code top}
 * of zero: the whole volume is a hole.
 */
public record BlockRoot(int levels, int blockBytes, long sizeBytes, Id top) implements Node {
    static final byte KIND = 1;
    static final int LENGTH = 48;
    static final int MAX_LEVELS = 10;

    public BlockRoot {
        if (blockBytes < 4096 || blockBytes > 1 << 20 || Integer.bitCount(blockBytes) != 1) {
            throw new IllegalArgumentException(
                    "blockBytes " + blockBytes + " is no power of two in 4 KiB to 1 MiB");
        }
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("sizeBytes " + sizeBytes + " is negative");
        }
        if (levels != levelsFor(blockCount(sizeBytes, blockBytes))) {
            throw new IllegalArgumentException(
                    "levels " + levels + " do not fit " + sizeBytes + " bytes");
        }
    }

    public static BlockRoot of(int blockBytes, long sizeBytes, Id top) {
        return new BlockRoot(
                levelsFor(blockCount(sizeBytes, blockBytes)), blockBytes, sizeBytes, top);
    }

    public long blockCount() {
        return blockCount(sizeBytes, blockBytes);
    }

    public static long blockCount(long sizeBytes, int blockBytes) {
        return sizeBytes / blockBytes + (sizeBytes % blockBytes == 0 ? 0 : 1);
    }

    /** Levels of pages needed for this many blocks. */
    public static int levelsFor(long blockCount) {
        int levels = 1;
        long covered = BlockPage.FAN_OUT;
        while (covered < blockCount) {
            covered *= BlockPage.FAN_OUT;
            levels++;
        }
        return levels;
    }

    static BlockRoot decode(ByteBuffer bytes) throws ProtocolException {
        Node.requireLength(bytes, LENGTH, "block root");
        try {
            return new BlockRoot(bytes.get(2), bytes.getInt(4), bytes.getLong(8), Id.at(bytes, 16));
        } catch (IllegalArgumentException e) {
            throw Node.bad("block root: " + e.getMessage());
        }
    }

    @Override
    public ByteBuffer encode() {
        ByteBuffer bytes = Node.begin(KIND, LENGTH).put((byte) levels).put((byte) 0);
        bytes.putInt(blockBytes).putLong(sizeBytes);
        Node.putId(bytes, top);
        return bytes.flip();
    }
}
