package dev.varve.protocol.node;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Page of a block map: entry i of a leaf (level 0) is the chunk of block {@code page * 64 + i}; of
 * an upper page, the page below. Zero is a hole. Entries end with the last that is not zero; a page
 * with none is not kept, its place is zero.
 *
 * <pre>
 *  0      1         2       3   4       8
 *  +------+---------+-------+---+-------+--------------------+
 *  | kind | version | level | 0 | count | count times id(32) |
 *  +------+---------+-------+---+-------+--------------------+
 * </pre>
 */
public record BlockPage(int level, List<Id> entries) implements Node {
    static final byte KIND = 2;
    static final int HEADER_LENGTH = 8;

    /** Entries of a full page. Small, so that a scattered change rewrites little. */
    public static final int FAN_OUT = 64;

    public BlockPage {
        if (level < 0 || level >= BlockRoot.MAX_LEVELS) {
            throw new IllegalArgumentException("level " + level);
        }
        entries = List.copyOf(entries);
        if (entries.isEmpty() || entries.size() > FAN_OUT || entries.getLast().isZero()) {
            throw new IllegalArgumentException(
                    "a page has 1 to " + FAN_OUT + " entries and does not end in a hole");
        }
    }

    /** Entry {@code index}, zero when it is past the last. */
    public Id entry(int index) {
        return index < entries.size() ? entries.get(index) : Id.ZERO;
    }

    static BlockPage decode(ByteBuffer bytes) throws ProtocolException {
        int count = bytes.getInt(4);
        if (count < 1 || count > FAN_OUT) {
            throw Node.bad("block page with " + count + " entries");
        }
        Node.requireLength(bytes, HEADER_LENGTH + (long) count * Id.LENGTH, "block page");
        Id[] entries = new Id[count];
        for (int i = 0; i < count; i++) {
            entries[i] = Id.at(bytes, HEADER_LENGTH + i * Id.LENGTH);
        }
        try {
            return new BlockPage(bytes.get(2), List.of(entries));
        } catch (IllegalArgumentException e) {
            throw Node.bad("block page: " + e.getMessage());
        }
    }

    @Override
    public ByteBuffer encode() {
        ByteBuffer bytes = Node.begin(KIND, HEADER_LENGTH + entries.size() * Id.LENGTH);
        bytes.put((byte) level).put((byte) 0).putInt(entries.size());
        entries.forEach(id -> Node.putId(bytes, id));
        return bytes.flip();
    }
}
