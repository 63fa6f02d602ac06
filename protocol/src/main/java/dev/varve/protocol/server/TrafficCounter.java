package dev.varve.protocol.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/** Counts the bytes of one connection, next to the socket. */
final class TrafficCounter extends ChannelDuplexHandler {
    private final TrafficListener traffic;

    TrafficCounter(TrafficListener traffic) {
        this.traffic = traffic;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof ByteBuf bytes) {
            traffic.received(bytes.readableBytes());
        }
        super.channelRead(context, message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
            throws Exception {
        if (message instanceof ByteBuf bytes) {
            traffic.sent(bytes.readableBytes());
        }
        super.write(context, message, promise);
    }
}
