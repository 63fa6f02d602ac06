package dev.varve.protocol.node;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The chunks of a large file in order (level 0), or lists of them (level 1 and up). Lists are cut
 * by content, so that a change in the middle leaves the others as they are.
 *
 * <pre>
 *  0      1         2       3   4       8
 *  +------+---------+-------+---+-------+-------------------------------------+
 *  | kind | version | level | 0 | count | count times { id(32), bytes(8) }    |
 *  +------+---------+-------+---+-------+-------------------------------------+
 * </pre>
 *
 * {@code bytes} is the raw length that the part stands for. The zero id is a hole of that many
 * bytes.
 */
public record ChunkList(int level, List<Part> parts) implements Node {
    static final byte KIND = 5;
    static final int HEADER_LENGTH = 8;
    static final int PART_LENGTH = Id.LENGTH + Long.BYTES;

    public static final int MAX_PARTS = 1024;

    /** A chunk, a hole (zero id) or a list below, and the bytes of the file that it stands for. */
    public record Part(Id id, long rawBytes) {
        public Part {
            if (rawBytes <= 0) {
                throw new IllegalArgumentException("rawBytes " + rawBytes);
            }
        }
    }

    public ChunkList {
        parts = List.copyOf(parts);
        if (level < 0 || level > 8 || parts.isEmpty() || parts.size() > MAX_PARTS) {
            throw new IllegalArgumentException(
                    "level " + level + " with " + parts.size() + " parts");
        }
    }

    public long rawBytes() {
        return parts.stream().mapToLong(Part::rawBytes).sum();
    }

    static ChunkList decode(ByteBuffer bytes) throws ProtocolException {
        int count = bytes.getInt(4);
        if (count < 1 || count > MAX_PARTS) {
            throw Node.bad("chunk list with " + count + " parts");
        }
        Node.requireLength(bytes, HEADER_LENGTH + (long) count * PART_LENGTH, "chunk list");
        bytes.position(HEADER_LENGTH);
        try {
            List<Part> parts = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                parts.add(new Part(Node.getId(bytes), bytes.getLong()));
            }
            return new ChunkList(bytes.get(2), parts);
        } catch (IllegalArgumentException e) {
            throw Node.bad("chunk list: " + e.getMessage());
        }
    }

    @Override
    public ByteBuffer encode() {
        ByteBuffer bytes = Node.begin(KIND, HEADER_LENGTH + parts.size() * PART_LENGTH);
        bytes.put((byte) level).put((byte) 0).putInt(parts.size());
        for (Part part : parts) {
            Node.putId(bytes, part.id);
            bytes.putLong(part.rawBytes);
        }
        return bytes.flip();
    }
}
