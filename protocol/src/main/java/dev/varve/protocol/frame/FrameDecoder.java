package dev.varve.protocol.frame;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes into {@link Frame}s. Every payload comes as one buffer of exactly its length, so that
 * a run can be handed on, checked and written without another copy. After the first bad frame it
 * reports that as an exception to the pipeline and drops all that follows.
 */
public final class FrameDecoder extends ChannelInboundHandlerAdapter {
    private final FrameType.Side peer;
    private final ByteBuf headerBytes = Unpooled.buffer(FrameHeader.LENGTH, FrameHeader.LENGTH);
    private @Nullable FrameHeader header;
    private @Nullable ByteBuf payload;
    private boolean failed;

    /** Takes only frames that {@code peer} may send. */
    public FrameDecoder(FrameType.Side peer) {
        this.peer = peer;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
            return;
        }
        try {
            while (bytes.isReadable() && !failed) {
                take(context, bytes);
            }
        } catch (ProtocolException e) {
            failed = true;
            context.fireExceptionCaught(e);
        } finally {
            bytes.release();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        dropPayload();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        failed = true;
        dropPayload();
        context.fireChannelInactive();
    }

    private void take(ChannelHandlerContext context, ByteBuf bytes) throws ProtocolException {
        FrameHeader current = header;
        if (current == null) {
            bytes.readBytes(
                    headerBytes, Math.min(headerBytes.writableBytes(), bytes.readableBytes()));
            if (headerBytes.readableBytes() >= Integer.BYTES) {
                // At once: who speaks another protocol may never send a whole header.
                FrameHeader.requireMagic(headerBytes, 0);
            }
            if (headerBytes.isWritable()) {
                return;
            }
            current = FrameHeader.read(headerBytes, 0);
            headerBytes.clear();
            if (!current.type().sentBy(peer)) {
                throw new ProtocolException(
                        ErrorCode.BAD_FRAME,
                        "a " + current.type() + " frame is not for this side",
                        "");
            }
            header = current;
        }
        int length = current.payloadLength();
        ByteBuf target = payload;
        if (target == null) {
            target = length == 0 ? Unpooled.EMPTY_BUFFER : context.alloc().ioBuffer(length, length);
            payload = target;
        }
        bytes.readBytes(target, Math.min(length - target.readableBytes(), bytes.readableBytes()));
        if (target.readableBytes() == length) {
            header = null;
            payload = null;
            context.fireChannelRead(new Frame(current, target));
        }
    }

    private void dropPayload() {
        ByteBuf unfinished = payload;
        payload = null;
        header = null;
        if (unfinished != null) {
            unfinished.release();
        }
    }
}
