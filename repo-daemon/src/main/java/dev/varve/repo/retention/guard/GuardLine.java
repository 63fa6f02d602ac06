package dev.varve.repo.retention.guard;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Asks the helper, each time over a connection of its own: what ended is thereby made again, and a
 * late answer is never taken for that of another question. Safe for many threads.
 *
 * @param patience for one question, all together
 */
record GuardLine(Path socket, Duration patience, LongSupplier nanoTime) {
    private static final long FULL_MILLIS = 5;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /**
     * One question, one answer.
     *
     * @throws ProtocolException UNAVAILABLE when none comes in time: what was asked may have been
     *     done or not
     */
    GuardReply ask(GuardRequest request) throws ProtocolException {
        long endNanos = nanoTime.getAsLong() + patience.toNanos();
        try (Selector selector = Selector.open();
                SocketChannel channel = connect(selector, endNanos)) {
            send(channel, ByteBuffer.wrap(request.encode()));
            channel.register(selector, SelectionKey.OP_READ);
            ByteBuffer reply = ByteBuffer.allocate(GuardReply.LENGTH);
            while (reply.hasRemaining()) {
                selector.select(leftMillis(endNanos));
                selector.selectedKeys().clear();
                if (Thread.currentThread().isInterrupted()) {
                    throw new IOException("interrupted");
                }
                if (channel.read(reply) < 0) {
                    throw new IOException("it hung up");
                }
            }
            return GuardReply.decode(reply.array())
                    .orElseThrow(() -> new IOException("what answered is no helper of version 1"));
        } catch (IOException | IllegalArgumentException failed) {
            throw new ProtocolException(
                    ErrorCode.UNAVAILABLE,
                    "the helper at " + socket + " does not answer: " + failed.getMessage(),
                    "Start it: varve guard serve --data DIR --socket " + socket,
                    failed);
        }
    }

    /** True when somebody listens. */
    boolean answers() {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            // False: its queue is full, so it is there.
            boolean _ = channel.connect(UnixDomainSocketAddress.of(socket));
            return true;
        } catch (IOException | IllegalArgumentException nobody) {
            return false;
        }
    }

    /** A queue that is full is tried again: it has no event to wait for. */
    private SocketChannel connect(Selector selector, long endNanos) throws IOException {
        while (true) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            boolean connected = false;
            try {
                channel.configureBlocking(false);
                connected = channel.connect(UnixDomainSocketAddress.of(socket));
                if (connected) {
                    return channel;
                }
            } finally {
                if (!connected) {
                    channel.close();
                }
            }
            selector.select(Math.min(FULL_MILLIS, leftMillis(endNanos)));
        }
    }

    private long leftMillis(long endNanos) throws IOException {
        long leftMillis = (endNanos - nanoTime.getAsLong()) / NANOS_PER_MILLI;
        if (leftMillis <= 0) {
            throw new IOException("no answer within " + patience.toMillis() + " ms");
        }
        return leftMillis;
    }

    /** A helper that refuses the peer hangs up at once: what it said is still there to be read. */
    private static void send(SocketChannel channel, ByteBuffer request) {
        try {
            channel.write(request);
        } catch (IOException hungUp) {
            // Seen by the read.
        }
    }
}
