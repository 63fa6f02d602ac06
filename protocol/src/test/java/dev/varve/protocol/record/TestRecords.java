package dev.varve.protocol.record;

import dev.varve.protocol.model.Id;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.List;

/** Records for tests, built by hand: neither compressed nor sealed. */
public final class TestRecords {
    private TestRecords() {}

    /** One record with one table entry. */
    public static ByteBuf record(RecordType type, Id id, byte[] payload) {
        RecordHeader unchecked = header(type, payload.length, 0);
        ByteBuffer bytes = ByteBuffer.allocate(unchecked.totalLength());
        id.write(bytes, RecordHeader.LENGTH);
        bytes.putInt(
                RecordHeader.LENGTH + Id.LENGTH,
                Integer.reverseBytes(type == RecordType.DELTA ? 0 : payload.length));
        bytes.put(unchecked.payloadOffset(), payload);
        header(type, payload.length, unchecked.computeBodyCrc(bytes, 0)).write(bytes, 0);
        return Unpooled.wrappedBuffer(bytes);
    }

    /** A run of records. */
    public static ByteBuf run(List<ByteBuf> records) {
        return Unpooled.copiedBuffer(records.toArray(ByteBuf[]::new));
    }

    private static RecordHeader header(RecordType type, int length, int crc) {
        int raw = type == RecordType.DELTA ? 0 : length;
        return new RecordHeader(type, RecordHeader.CODEC_NONE, 0, 1, length, raw, crc);
    }
}
