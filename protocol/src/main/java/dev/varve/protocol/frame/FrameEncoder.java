package dev.varve.protocol.frame;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/** Turns {@link Frame}s into bytes; payloads go on as they are, without a copy. */
@ChannelHandler.Sharable
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes the channel, which all hear
public final class FrameEncoder extends ChannelOutboundHandlerAdapter {
    public static final FrameEncoder INSTANCE = new FrameEncoder();

    private FrameEncoder() {}

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (!(message instanceof Frame frame)) {
            context.write(message, promise);
            return;
        }
        ByteBuf header = context.alloc().ioBuffer(FrameHeader.LENGTH, FrameHeader.LENGTH);
        frame.header().write(header);
        if (frame.payload().isReadable()) {
            context.write(header, context.voidPromise());
            context.write(frame.payload(), promise);
        } else {
            frame.release();
            context.write(header, promise);
        }
    }
}
