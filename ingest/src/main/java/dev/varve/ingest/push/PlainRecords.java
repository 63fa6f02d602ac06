package dev.varve.ingest.push;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordHeader;
import dev.varve.protocol.record.RecordType;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Records of one entry whose payload is neither compressed nor sealed: NODE and DELTA. */
final class PlainRecords {
    private PlainRecords() {}

    /** Appends a record with this payload, position to limit, to the open run. */
    static void append(RecordType type, Id id, ByteBuffer payload, Runs runs)
            throws ProtocolException, InterruptedException {
        int payloadLength = payload.remaining();
        int rawLength = type == RecordType.NODE ? payloadLength : 0;
        RecordHeader draft = new RecordHeader(type, 0, 0, 1, payloadLength, rawLength, 0);
        int length = draft.totalLength();
        ByteBuf run = runs.forRecord(length);
        run.ensureWritable(length);
        int start = run.writerIndex();
        ByteBuffer target = run.nioBuffer(start, length).order(ByteOrder.LITTLE_ENDIAN);
        id.write(target, RecordHeader.LENGTH);
        target.putInt(RecordHeader.LENGTH + Id.LENGTH, rawLength);
        target.position(draft.payloadOffset()).put(payload);
        while (target.hasRemaining()) {
            target.put((byte) 0);
        }
        int crc = draft.computeBodyCrc(target, 0);
        new RecordHeader(type, 0, 0, 1, payloadLength, rawLength, crc).write(target, 0);
        run.writerIndex(start + length);
    }
}
