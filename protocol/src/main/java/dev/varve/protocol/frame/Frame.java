package dev.varve.protocol.frame;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * A frame in memory. Holds one reference to its payload: whoever gets a frame releases it. Netty
 * does when a connection that is gone already is given one.
 */
public record Frame(FrameHeader header, ByteBuf payload) implements ReferenceCounted {
    public Frame {
        if (payload.readableBytes() != header.payloadLength()) {
            throw new IllegalArgumentException(
                    "payload of "
                            + payload.readableBytes()
                            + " bytes, header says "
                            + header.payloadLength());
        }
    }

    /** A frame with nothing but its header. */
    public static Frame empty(FrameType type, int stream, long sequence) {
        return new Frame(new FrameHeader(type, 0, stream, 0, sequence), Unpooled.EMPTY_BUFFER);
    }

    /** A frame around bytes that are there already; takes over {@code payload}. */
    public static Frame data(FrameType type, int stream, long sequence, ByteBuf payload) {
        return new Frame(
                new FrameHeader(type, 0, stream, payload.readableBytes(), sequence), payload);
    }

    /** A frame that carries {@code message}. */
    public static Frame control(
            ByteBufAllocator allocator,
            FrameType type,
            int stream,
            long sequence,
            MessageLite message) {
        return control(allocator, type, 0, stream, sequence, message);
    }

    public static Frame control(
            ByteBufAllocator allocator,
            FrameType type,
            int flags,
            int stream,
            long sequence,
            MessageLite message) {
        int length = message.getSerializedSize();
        FrameHeader header = new FrameHeader(type, flags, stream, length, sequence);
        ByteBuf payload = allocator.ioBuffer(Math.max(1, length));
        try {
            ByteBuffer target = payload.nioBuffer(0, length);
            CodedOutputStream output = CodedOutputStream.newInstance(target);
            message.writeTo(output);
            output.flush();
            payload.writerIndex(length);
            return new Frame(header, payload);
        } catch (IOException e) {
            payload.release();
            throw new UncheckedIOException("a message does not fit the size it gave", e);
        }
    }

    /**
     * The message in this frame. Does not release.
     *
     * @throws ProtocolException BAD_MESSAGE
     */
    public <M> M parse(Parser<M> parser) throws ProtocolException {
        try {
            return parser.parseFrom(payload.nioBuffer());
        } catch (InvalidProtocolBufferException e) {
            throw new ProtocolException(
                    ErrorCode.BAD_MESSAGE,
                    header.type() + " payload does not parse: " + e.getMessage(),
                    "",
                    e);
        }
    }

    @Override
    public int refCnt() {
        return payload.refCnt();
    }

    @Override
    public Frame retain() {
        return retain(1);
    }

    @Override
    public Frame retain(int increment) {
        payload.retain(increment);
        return this;
    }

    @Override
    public Frame touch() {
        payload.touch();
        return this;
    }

    @Override
    public Frame touch(Object hint) {
        payload.touch(hint);
        return this;
    }

    @Override
    public boolean release() {
        return release(1);
    }

    @Override
    public boolean release(int decrement) {
        return payload.release(decrement);
    }
}
