package dev.varve.repo.index;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** Key: segment id (8, big-endian). Value: varints in the order of the record. */
final class SegmentStateCodec {
    private SegmentStateCodec() {}

    static byte[] key(long segmentId) {
        return ByteBuffer.allocate(Long.BYTES).putLong(segmentId).array();
    }

    static byte[] encode(SegmentState state) {
        ByteBuffer bytes = ByteBuffer.allocate(5 * 10);
        ObjectCodec.putVarint(bytes, state.classNumber());
        ObjectCodec.putVarint(bytes, state.vaultNumber());
        ObjectCodec.putVarint(bytes, state.appliedBytes());
        ObjectCodec.putVarint(bytes, state.recordBytes());
        ObjectCodec.putVarint(bytes, state.fileBytes());
        byte[] value = new byte[bytes.position()];
        bytes.get(0, value);
        return value;
    }

    static SegmentState decode(byte[] key, byte[] value) throws IOException {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(value);
            return new SegmentState(
                    ByteBuffer.wrap(key).getLong(),
                    Math.toIntExact(ObjectCodec.getVarint(bytes)),
                    Math.toIntExact(ObjectCodec.getVarint(bytes)),
                    ObjectCodec.getVarint(bytes),
                    ObjectCodec.getVarint(bytes),
                    ObjectCodec.getVarint(bytes));
        } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException e) {
            throw new IOException("the index holds a watermark that is none; rebuild it", e);
        }
    }
}
