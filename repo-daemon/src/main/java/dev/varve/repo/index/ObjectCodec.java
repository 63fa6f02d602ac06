package dev.varve.repo.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Value of a chunk or node: flags (1), references (varint), then unless missing: segment id, offset
 * / 8, length / 8, entry number (varints). Some 12 bytes. docs/formats/index.md.
 */
final class ObjectCodec {
    private static final int FLAG_MISSING = 1;
    private static final int FLAG_DAMAGED = 2;
    private static final int MAX_LENGTH = 1 + 5 * 10;

    private ObjectCodec() {}

    static byte[] encode(ObjectEntry entry) {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_LENGTH);
        RecordLocation location = entry.location();
        int flags = (location == null ? FLAG_MISSING : 0) | (entry.damaged() ? FLAG_DAMAGED : 0);
        bytes.put((byte) flags);
        putVarint(bytes, entry.references());
        if (location != null) {
            putVarint(bytes, location.segmentId());
            putVarint(bytes, location.offsetBytes() >>> 3);
            putVarint(bytes, location.lengthBytes() >>> 3);
            putVarint(bytes, entry.entryNumber());
        }
        byte[] value = new byte[bytes.position()];
        bytes.get(0, value);
        return value;
    }

    static @Nullable ObjectEntry decode(byte @Nullable [] value) throws IOException {
        if (value == null) {
            return null;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(value);
            int flags = bytes.get();
            long references = getVarint(bytes);
            boolean damaged = (flags & FLAG_DAMAGED) != 0;
            if ((flags & FLAG_MISSING) != 0) {
                return new ObjectEntry(null, 0, references, damaged);
            }
            RecordLocation location =
                    new RecordLocation(
                            getVarint(bytes),
                            getVarint(bytes) << 3,
                            Math.toIntExact(getVarint(bytes) << 3));
            return new ObjectEntry(
                    location, Math.toIntExact(getVarint(bytes)), references, damaged);
        } catch (java.nio.BufferUnderflowException
                | IllegalArgumentException
                | ArithmeticException e) {
            throw new IOException("the index holds a value that is none; rebuild the index", e);
        }
    }

    static void putVarint(ByteBuffer bytes, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        bytes.put((byte) rest);
    }

    static long getVarint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a varint of more than ten bytes");
    }
}
