package dev.varve.protocol.client;

import dev.varve.protocol.record.RecordHeader;
import io.netty.buffer.ByteBuf;

/** Takes the records of an answer as they arrive. */
@FunctionalInterface
public interface RecordSink {
    /**
     * One record, its body CRC already checked. {@code record} reads from the record's first byte
     * to its last; it is valid during the call only, unless retained.
     */
    void accept(RecordHeader header, ByteBuf record);
}
