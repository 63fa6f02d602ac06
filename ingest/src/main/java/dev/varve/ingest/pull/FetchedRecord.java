package dev.varve.ingest.pull;

import dev.varve.protocol.record.RecordHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;

/** A record that arrived, held until it is opened. */
record FetchedRecord(RecordHeader header, ByteBuf memory) implements AutoCloseable {
    /** Takes hold of a record that is valid during a call only; by copy when it is not direct. */
    static FetchedRecord hold(RecordHeader header, ByteBuf record) {
        if (record.isDirect() && record.nioBufferCount() == 1) {
            return new FetchedRecord(header, record.retainedSlice());
        }
        ByteBuf copy = PooledByteBufAllocator.DEFAULT.directBuffer(record.readableBytes());
        copy.writeBytes(record, record.readerIndex(), record.readableBytes());
        return new FetchedRecord(header, copy);
    }

    /** The record, position to limit. */
    ByteBuffer bytes() {
        return memory.nioBuffer();
    }

    @Override
    public void close() {
        memory.release();
    }
}
