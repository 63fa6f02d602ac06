package dev.varve.protocol.client;

import dev.varve.protocol.frame.FrameDecoder;
import dev.varve.protocol.frame.FrameEncoder;
import dev.varve.protocol.frame.FrameType;
import dev.varve.protocol.frame.KeepAlive;
import dev.varve.protocol.frame.Transport;
import dev.varve.protocol.tls.ServerNames;
import dev.varve.protocol.tls.TlsContexts;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** Dials the daemon: TCP, TLS, frames. Safe for use by many threads. */
final class LaneConnector {
    private static final int SILENT_INTERVALS_LIMIT = 3;
    private static final int RECEIVE_BYTES_LEAST = 16 << 10;
    private static final int RECEIVE_BYTES_FIRST = 64 << 10;
    private static final int RECEIVE_BYTES_MOST = 512 << 10;

    /** Enough to keep the line busy, little enough that a question does not wait behind it. */
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(1 << 20, 2 << 20);

    private final ClientSettings settings;
    private final SslContext tls;

    LaneConnector(ClientSettings settings) throws SSLException {
        this.settings = settings;
        this.tls = TlsContexts.client(settings.identity(), settings.authority());
    }

    ClientSettings settings() {
        return settings;
    }

    /** The future is TCP's; TLS and the rest is heard by {@code connection}. */
    ChannelFuture connect(EventLoop loop, LaneConnection connection) {
        return new Bootstrap()
                .group(loop)
                .channel(Transport.socketChannel())
                .option(ChannelOption.TCP_NODELAY, true)
                // The adaptive default takes each run of a MiB afresh from the system, and zeroes
                // it.
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(
                                RECEIVE_BYTES_LEAST, RECEIVE_BYTES_FIRST, RECEIVE_BYTES_MOST))
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(settings.connectTimeout().toMillis()))
                .handler(
                        new ChannelInitializer<SocketChannel>() {
                            @Override
                            protected void initChannel(SocketChannel channel) {
                                setUp(channel, connection);
                            }
                        })
                .connect(settings.host(), settings.port());
    }

    private void setUp(SocketChannel channel, LaneConnection connection) {
        SslHandler tlsHandler =
                tls.newHandler(
                        channel.alloc(), ServerNames.of(settings.repositoryId()), settings.port());
        tlsHandler.setWrapDataSize(TlsContexts.WRAP_BYTES);
        tlsHandler.setHandshakeTimeout(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
        channel.pipeline()
                .addLast(tlsHandler)
                .addLast(new FrameDecoder(FrameType.Side.DAEMON))
                .addLast(FrameEncoder.INSTANCE)
                .addLast(new KeepAlive(settings.pingInterval(), SILENT_INTERVALS_LIMIT))
                .addLast(connection);
    }
}
