package dev.varve.protocol.server;

import dev.varve.protocol.frame.Frame;
import dev.varve.protocol.frame.FrameHeader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.MessageSizeEstimator;

/**
 * Counts frames that another thread has handed to an event loop by their length, so that a reader
 * who falls behind is noticed before they are encoded.
 */
final class FrameSizes implements MessageSizeEstimator, MessageSizeEstimator.Handle {
    static final FrameSizes INSTANCE = new FrameSizes();

    private FrameSizes() {}

    @Override
    public Handle newHandle() {
        return this;
    }

    @Override
    public int size(Object message) {
        return switch (message) {
            case Frame frame -> FrameHeader.LENGTH + frame.header().payloadLength();
            case ByteBuf bytes -> bytes.readableBytes();
            default -> 0;
        };
    }
}
