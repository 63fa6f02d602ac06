package dev.varve.protocol.server;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.frame.Frame;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Last in the pipeline: tells the session server of its connection, and the peer of what it did
 * wrong. The one boundary where a connection's errors end. Confined to the event loop.
 */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOGGER = LoggerFactory.getLogger(ConnectionHandler.class);

    private final FrameServerSettings settings;
    private final FrameHandler.Factory handlers;
    private final TrafficListener traffic;
    private @Nullable FrameConnection connection;
    private @Nullable FrameHandler handler;
    private boolean ended;

    ConnectionHandler(
            FrameServerSettings settings, FrameHandler.Factory handlers, TrafficListener traffic) {
        this.settings = settings;
        this.handlers = handlers;
        this.traffic = traffic;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the channel's end is heard in channelInactive
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                open(context);
            } else {
                traffic.connectionRefused();
                LOGGER.atInfo()
                        .addKeyValue("peer", context.channel().remoteAddress())
                        .addKeyValue("cause", handshake.cause().toString())
                        .log("TLS handshake failed");
                context.close();
            }
        }
        context.fireUserEventTriggered(event);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a timer that finds nothing to do is harmless
    private void open(ChannelHandlerContext context) {
        SslHandler tls = context.pipeline().get(SslHandler.class);
        try {
            X509Certificate peer =
                    (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
            FrameConnection opened = new FrameConnection(context.channel(), peer);
            connection = opened;
            handler = handlers.opened(opened);
            traffic.connectionOpened();
            context.executor()
                    .schedule(
                            () -> requireGreeting(context),
                            settings.handshakeTimeout().toMillis(),
                            TimeUnit.MILLISECONDS);
        } catch (SSLPeerUnverifiedException e) {
            exceptionCaught(context, e);
        }
    }

    private void requireGreeting(ChannelHandlerContext context) {
        FrameConnection current = connection;
        if (current != null && !current.isGreeted() && context.channel().isActive()) {
            exceptionCaught(
                    context,
                    new ProtocolException(ErrorCode.BAD_FRAME, "no greeting came in time", ""));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Frame frame = (Frame) message;
        FrameHandler current = handler;
        if (current == null || ended || connection == null || connection.isEnding()) {
            frame.release();
            return;
        }
        try {
            current.take(frame);
        } catch (ProtocolException e) {
            exceptionCaught(context, e);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (handler != null) {
            handler.writabilityChanged();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (handler != null) {
            FrameHandler last = handler;
            handler = null;
            traffic.connectionClosed();
            last.closed();
        }
        context.fireChannelInactive();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // closing twice is harmless
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (ended) {
            return;
        }
        ended = true;
        FrameConnection current = connection;
        if (current == null || cause instanceof SSLException) {
            context.close();
        } else if (cause instanceof ProtocolException known) {
            traffic.connectionRefused();
            LOGGER.atInfo()
                    .addKeyValue("peer", context.channel().remoteAddress())
                    .addKeyValue("code", known.code())
                    .addKeyValue("cause", known.getMessage())
                    .log("connection ended");
            current.end(known);
        } else if (cause instanceof IOException) {
            context.close(); // a line that broke
        } else {
            LOGGER.atError()
                    .addKeyValue("peer", context.channel().remoteAddress())
                    .setCause(cause)
                    .log("connection ended by an error of ours");
            current.end(
                    new ProtocolException(ErrorCode.INTERNAL, "the daemon failed: " + cause, ""));
        }
    }
}
