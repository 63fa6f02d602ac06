package dev.varve.protocol.server;

import com.google.protobuf.MessageLite;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.frame.Failures;
import dev.varve.protocol.frame.Frame;
import dev.varve.protocol.frame.FrameType;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection, for those who answer. Safe for use by many threads. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes the channel, which is heard
public final class FrameConnection {
    private static final Logger LOGGER = LoggerFactory.getLogger(FrameConnection.class);
    private static final long LINGER_MILLIS = 1000;

    private final Channel channel;
    private final X509Certificate peerCertificate;
    private volatile boolean greeted;
    private volatile boolean ending;

    FrameConnection(Channel channel, X509Certificate peerCertificate) {
        this.channel = channel;
        this.peerCertificate = peerCertificate;
    }

    /** Verified against the authority by TLS. */
    public X509Certificate peerCertificate() {
        return peerCertificate;
    }

    public SocketAddress remoteAddress() {
        return channel.remoteAddress();
    }

    public ByteBufAllocator allocator() {
        return channel.alloc();
    }

    /** Takes over the frame; it is dropped when the connection is gone. */
    public void send(Frame frame) {
        channel.writeAndFlush(frame);
    }

    public void send(FrameType type, int stream, long sequence, MessageLite message) {
        send(Frame.control(channel.alloc(), type, stream, sequence, message));
    }

    /** Tells the peer what failed: a request, or a session. */
    public void sendFailure(int stream, long sequence, ProtocolException failure) {
        send(FrameType.FAILURE, stream, sequence, Failures.write(failure));
    }

    /**
     * Tells the peer why, then closes. What the peer still sends is read and dropped for a moment:
     * closing over unread bytes resets the line, and the reason would be lost with it.
     */
    public void end(ProtocolException failure) {
        if (ending) {
            return;
        }
        ending = true;
        channel.config().setAutoRead(true);
        send(FrameType.FAILURE, 0, 0, Failures.write(failure));
        channel.eventLoop().schedule(this::close, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    public void close() {
        channel.close();
    }

    public boolean open() {
        return channel.isActive();
    }

    /** False while the peer has not taken what was sent: do not send more than answers then. */
    public boolean writable() {
        return channel.isWritable();
    }

    /** Stops or goes on reading, so that a peer cannot send faster than the disk writes. */
    public void setReading(boolean reading) {
        if (!ending) {
            channel.config().setAutoRead(reading);
        }
    }

    /** Runs {@code task} on the event loop of this connection; not at all once the server ended. */
    public void execute(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            LOGGER.atDebug().addKeyValue("peer", this).log("connection has ended already");
        }
    }

    /** As {@link #execute}, after {@code delayNanos}. */
    public void schedule(Runnable task, long delayNanos) {
        try {
            channel.eventLoop().schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOGGER.atDebug().addKeyValue("peer", this).log("connection has ended already");
        }
    }

    /** The peer said who it is and was let in; else the connection is closed after a while. */
    public void greeted() {
        greeted = true;
    }

    boolean isEnding() {
        return ending;
    }

    boolean isGreeted() {
        return greeted;
    }

    @Override
    public String toString() {
        return String.valueOf(channel.remoteAddress());
    }
}
