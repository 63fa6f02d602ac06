package dev.varve.protocol.client;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.frame.Frame;
import dev.varve.protocol.frame.FrameType;
import dev.varve.protocol.frame.IdLists;
import dev.varve.protocol.message.ReadEnd;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordHeader;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Hands the records of an answer to a sink, and remembers what has not come yet. Confined to an
 * event loop.
 */
final class PullAnswer implements Request.Answer<ReadEnd> {
    private final SequencedSet<Id> missing;
    private final RecordSink sink;

    PullAnswer(List<Id> ids, RecordSink sink) {
        this.missing = new LinkedHashSet<>(ids);
        this.sink = sink;
    }

    /** What is still to be asked for, in order. */
    ByteString missingIds() {
        return IdLists.write(missing);
    }

    @Override
    public @Nullable ReadEnd take(Frame frame) throws ProtocolException {
        if (frame.header().type() == FrameType.RECORDS) {
            takeRecords(frame.payload());
            return null;
        }
        return Request.expect(frame, FrameType.READ_END).parse(ReadEnd.parser());
    }

    private void takeRecords(ByteBuf payload) throws ProtocolException {
        ByteBuffer bytes = payload.nioBuffer();
        int offset = 0;
        while (offset < bytes.limit()) {
            RecordHeader header = RecordHeader.read(bytes, offset);
            int length = header.totalLength();
            if (length > bytes.limit() - offset) {
                throw broken("is cut short", offset);
            }
            if (header.computeBodyCrc(bytes, offset) != header.bodyCrc()) {
                throw broken("has a wrong checksum", offset);
            }
            for (int entry = 0; entry < header.entryCount(); entry++) {
                missing.remove(RecordHeader.entryId(bytes, offset, entry));
            }
            sink.accept(header, payload.slice(payload.readerIndex() + offset, length));
            offset += length;
        }
    }

    private static ProtocolException broken(String what, int offset) {
        return new ProtocolException(
                ErrorCode.BAD_MESSAGE, "a record of an answer " + what + ", offset " + offset, "");
    }
}
