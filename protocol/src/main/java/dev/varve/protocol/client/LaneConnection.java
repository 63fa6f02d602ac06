package dev.varve.protocol.client;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.frame.Frame;
import dev.varve.protocol.frame.FrameType;
import dev.varve.protocol.frame.ProtocolVersions;
import dev.varve.protocol.message.Hello;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection of a lane, from dialling to its end. Tells the lane what it hears, and of its
 * end once. Confined to the event loop.
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes the channel, which we hear
final class LaneConnection extends ChannelInboundHandlerAdapter {
    private final Lane lane;
    private final ClientSettings settings;
    private @Nullable Channel channel;
    private boolean ended;

    LaneConnection(Lane lane, ClientSettings settings) {
        this.lane = lane;
        this.settings = settings;
    }

    boolean writable() {
        return channel != null && channel.isWritable();
    }

    /** Takes over the frame. */
    void send(Frame frame) {
        if (channel == null || ended) {
            frame.release();
        } else {
            channel.writeAndFlush(frame);
        }
    }

    ByteBufAllocator allocator() {
        return channel == null ? ByteBufAllocator.DEFAULT : channel.alloc();
    }

    /** The lane hears no more of this connection. */
    void close() {
        ended = true;
        if (channel != null) {
            channel.close();
        }
    }

    /** Ends this connection and tells the lane why. */
    void end(Throwable cause) {
        if (!ended) {
            close();
            lane.lost(this, cause);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
        if (ended) {
            channel.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                sayHello(context);
            } else {
                end(handshake.cause());
            }
        }
        context.fireUserEventTriggered(event);
    }

    private void sayHello(ChannelHandlerContext context) {
        Hello hello =
                Hello.newBuilder()
                        .setLowestVersion(ProtocolVersions.LOWEST)
                        .setHighestVersion(ProtocolVersions.HIGHEST)
                        .setSoftware(settings.software())
                        .setVault(settings.vault())
                        .setRepositoryId(ByteString.copyFrom(settings.repositoryId().toBytes()))
                        .build();
        send(Frame.control(context.alloc(), FrameType.HELLO, 0, 0, hello));
        context.executor()
                .schedule(
                        () -> lane.requireWelcome(this),
                        settings.connectTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Frame frame = (Frame) message;
        try {
            if (!ended) {
                lane.take(this, frame);
            }
        } catch (ProtocolException e) {
            end(e);
        } finally {
            frame.release();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (writable() && !ended) {
            lane.flushAll(this);
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(
                new ProtocolException(
                        ErrorCode.UNAVAILABLE,
                        "connection to " + settings.endpoint() + " was closed by the other side",
                        "is the daemon running?"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(cause);
    }
}
