package dev.varve.repo.store;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Ids of segments, ascending; kept as varints (7 bits a byte, lowest first) of the differences.
 * Some two bytes each, for neighbours.
 */
record SegmentSet(NavigableSet<Long> ids) {
    private static final int MOST_VARINT_BYTES = 10;

    static SegmentSet empty() {
        return new SegmentSet(new TreeSet<>());
    }

    static SegmentSet of(Collection<Long> ids) {
        return new SegmentSet(new TreeSet<>(ids));
    }

    /** What {@link #encode} made; null is the empty set. */
    static SegmentSet decode(byte[] value) throws IOException {
        try {
            SegmentSet set = empty();
            ByteBuffer bytes = ByteBuffer.wrap(value);
            long id = 0;
            while (bytes.hasRemaining()) {
                id += varint(bytes);
                set.ids.add(id);
            }
            return set;
        } catch (BufferUnderflowException e) {
            throw new IOException("the index holds a set of segments that is none; rebuild it", e);
        }
    }

    byte[] encode() {
        ByteBuffer bytes = ByteBuffer.allocate(ids.size() * MOST_VARINT_BYTES);
        long before = 0;
        for (long id : ids) {
            for (long rest = id - before; ; rest >>>= 7) {
                if (rest < 0x80) {
                    bytes.put((byte) rest);
                    break;
                }
                bytes.put((byte) (rest | 0x80));
            }
            before = id;
        }
        byte[] value = new byte[bytes.position()];
        bytes.get(0, value);
        return value;
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                break;
            }
        }
        return value;
    }
}
