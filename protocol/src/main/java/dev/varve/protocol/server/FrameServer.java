package dev.varve.protocol.server;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.frame.FrameDecoder;
import dev.varve.protocol.frame.FrameEncoder;
import dev.varve.protocol.frame.FrameType;
import dev.varve.protocol.frame.KeepAlive;
import dev.varve.protocol.frame.Transport;
import dev.varve.protocol.tls.TlsContexts;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens, and gives each connection its pipeline. Safe for use by many threads. */
public final class FrameServer implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(FrameServer.class);
    private static final int BACKLOG = 128;
    private static final int SILENT_INTERVALS_LIMIT = 3;
    private static final int RECEIVE_BYTES_LEAST = 16 << 10;
    private static final int RECEIVE_BYTES_FIRST = 64 << 10;
    private static final int RECEIVE_BYTES_MOST = 512 << 10;
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(1 << 20, 4 << 20);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

    private final FrameServerSettings settings;
    private final SslContext tls;
    private final FrameHandler.Factory handlers;
    private final TrafficListener traffic;
    private final EventLoopGroup loops;
    private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
    private final Channel listener;

    private FrameServer(
            FrameServerSettings settings, FrameHandler.Factory handlers, TrafficListener traffic)
            throws ProtocolException, InterruptedException {
        this.settings = settings;
        this.handlers = handlers;
        this.traffic = traffic;
        try {
            this.tls = TlsContexts.server(settings.identity(), settings.authority());
        } catch (SSLException e) {
            throw new ProtocolException(
                    ErrorCode.CONFIGURATION,
                    "the daemon's key or certificate cannot be used: " + e.getMessage(),
                    "",
                    e);
        }
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        this.loops = Transport.newGroup(threads, "varve-server");
        this.listener = listen();
    }

    /**
     * Serves when this returns.
     *
     * @throws ProtocolException UNAVAILABLE when the address is taken, CONFIGURATION for a key that
     *     cannot be used
     */
    public static FrameServer start(
            FrameServerSettings settings, FrameHandler.Factory handlers, TrafficListener traffic)
            throws ProtocolException, InterruptedException {
        return new FrameServer(settings, handlers, traffic);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Takes no new connections; those that are there go on. */
    public void stopAccepting() {
        listener.close().awaitUninterruptibly();
    }

    /** Ends all connections. */
    @Override
    @SuppressWarnings(
            "FutureReturnValueIgnored") // awaited for a bounded time; they are daemon threads
    public void close() {
        stopAccepting();
        for (Channel connection : connections) {
            connection.close();
        }
        loops.shutdownGracefully(0, STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(STOP_LIMIT.plusSeconds(1).toMillis());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // daemon threads that end by themselves
    private Channel listen() throws ProtocolException, InterruptedException {
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(loops)
                        .channel(Transport.serverSocketChannel())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        // The adaptive default takes each run of a MiB afresh from the system, and
                        // zeroes it.
                        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .childOption(ChannelOption.MESSAGE_SIZE_ESTIMATOR, FrameSizes.INSTANCE)
                        .childOption(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new AdaptiveRecvByteBufAllocator(
                                        RECEIVE_BYTES_LEAST,
                                        RECEIVE_BYTES_FIRST,
                                        RECEIVE_BYTES_MOST))
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        setUp(channel);
                                    }
                                })
                        .bind(settings.listen())
                        .await();
        if (!bound.isSuccess()) {
            loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
            throw new ProtocolException(
                    ErrorCode.UNAVAILABLE,
                    "cannot listen on " + settings.listen() + ": " + bound.cause().getMessage(),
                    "choose another address, or stop what uses it",
                    bound.cause());
        }
        return bound.channel();
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void setUp(SocketChannel channel) {
        if (connections.size() >= settings.maxConnections()) {
            LOGGER.atWarn()
                    .addKeyValue("peer", channel.remoteAddress())
                    .addKeyValue("connections", connections.size())
                    .log("connection refused: too many");
            traffic.connectionRefused();
            channel.close();
            return;
        }
        connections.add(channel);
        channel.closeFuture().addListener(done -> connections.remove(channel));
        SslHandler tlsHandler = tls.newHandler(channel.alloc());
        tlsHandler.setWrapDataSize(TlsContexts.WRAP_BYTES);
        tlsHandler.setHandshakeTimeout(
                settings.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS);
        Duration pingInterval = settings.idleLimit().dividedBy(SILENT_INTERVALS_LIMIT + 1);
        channel.pipeline()
                .addLast(new TrafficCounter(traffic))
                .addLast(tlsHandler)
                .addLast(new FrameDecoder(FrameType.Side.CLIENT))
                .addLast(FrameEncoder.INSTANCE)
                .addLast(new KeepAlive(pingInterval, SILENT_INTERVALS_LIMIT))
                .addLast(new ConnectionHandler(settings, handlers, traffic));
    }
}
