package dev.varve.protocol.frame;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Ping;
import dev.varve.protocol.message.Pong;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Sends PING when nothing was read for an interval, answers PING, and reports UNAVAILABLE to the
 * pipeline when the peer stays silent for several intervals. Does not count while this side itself
 * has stopped reading.
 */
public final class KeepAlive extends IdleStateHandler {
    private final int silentIntervalsLimit;
    private int silentIntervals;

    public KeepAlive(Duration pingInterval, int silentIntervalsLimit) {
        super(pingInterval.toMillis(), 0, 0, TimeUnit.MILLISECONDS);
        this.silentIntervalsLimit = silentIntervalsLimit;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        silentIntervals = 0;
        if (message instanceof Frame frame) {
            switch (frame.header().type()) {
                case PING -> {
                    answer(context, frame);
                    return;
                }
                case PONG -> {
                    frame.release();
                    return;
                }
                default -> {}
            }
        }
        super.channelRead(context, message);
    }

    @Override
    protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
        if (!context.channel().config().isAutoRead()) {
            return;
        }
        silentIntervals++;
        if (silentIntervals > silentIntervalsLimit) {
            context.fireExceptionCaught(
                    new ProtocolException(
                            ErrorCode.UNAVAILABLE,
                            "the peer has been silent for "
                                    + silentIntervals * getReaderIdleTimeInMillis() / 1000
                                    + " s",
                            ""));
        } else if (context.channel().isWritable()) {
            send(context, FrameType.PING, Ping.newBuilder().setNonce(silentIntervals).build());
        }
    }

    private static void answer(ChannelHandlerContext context, Frame ping) {
        try {
            long nonce = ping.parse(Ping.parser()).getNonce();
            // Who sends pings and reads no pongs gets none, rather than fill our memory.
            if (context.channel().isWritable()) {
                send(context, FrameType.PONG, Pong.newBuilder().setNonce(nonce).build());
            }
        } catch (ProtocolException e) {
            context.fireExceptionCaught(e);
        } finally {
            ping.release();
        }
    }

    private static void send(
            ChannelHandlerContext context,
            FrameType type,
            com.google.protobuf.MessageLite message) {
        context.writeAndFlush(Frame.control(context.alloc(), type, 0, 0, message))
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
}
