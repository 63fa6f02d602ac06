package dev.varve.repo.retention.guard;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.function.LongSupplier;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The helper's socket. One thread does all, one request after the other; peers are few, their
 * number and their patience are bounded. Who the peer is, the kernel says.
 */
public final class GuardServer implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(GuardServer.class);
    private static final int MOST_PEERS = 16;
    private static final long IDLE_NANOS = 10_000_000_000L;
    private static final long LOOK_MILLIS = 1_000;

    private final Path path;
    private final UserPrincipal answered;
    private final GuardHelper helper;
    private final LongSupplier nanoTime;
    private final ServerSocketChannel listening;
    private final Selector selector;

    private GuardServer(
            Path path,
            UserPrincipal answered,
            GuardHelper helper,
            LongSupplier nanoTime,
            ServerSocketChannel listening,
            Selector selector) {
        this.path = path;
        this.answered = answered;
        this.helper = helper;
        this.nanoTime = nanoTime;
        this.listening = listening;
        this.selector = selector;
    }

    /** What is known of one peer. */
    private static final class Peer {
        private final ByteBuffer request = ByteBuffer.allocate(GuardRequest.LENGTH);
        private long heardNanos;

        private Peer(long nowNanos) {
            this.heardNanos = nowNanos;
        }
    }

    /**
     * Listens when this returns; {@link #run} answers.
     *
     * @param answered the only user that is answered
     * @throws ProtocolException UNAVAILABLE when the socket's path is taken
     */
    public static GuardServer listen(
            Path socket, UserPrincipal answered, GuardHelper helper, LongSupplier nanoTime)
            throws IOException {
        removeStale(socket);
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean bound = false;
        try {
            listening.bind(UnixDomainSocketAddress.of(socket), MOST_PEERS);
            // Anybody may knock; the kernel's word decides who is answered.
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
            listening.configureBlocking(false);
            Selector selector = Selector.open();
            listening.register(selector, SelectionKey.OP_ACCEPT);
            bound = true;
            return new GuardServer(socket, answered, helper, nanoTime, listening, selector);
        } finally {
            if (!bound) {
                listening.close();
            }
        }
    }

    /** Answers until closed. A failing peer ends its own connection only. */
    public void run() throws IOException {
        while (selector.isOpen() && listening.isOpen()) {
            selector.select(LOOK_MILLIS);
            if (!selector.isOpen()) {
                return;
            }
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isValid() && key.isAcceptable()) {
                    accept();
                } else if (key.isValid() && key.isReadable()) {
                    serve(key);
                }
            }
            selector.selectedKeys().clear();
            endIdle();
        }
    }

    @Override
    public void close() throws IOException {
        if (listening.isOpen()) {
            listening.close();
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
            Files.deleteIfExists(path);
        }
    }

    private void accept() throws IOException {
        SocketChannel channel = listening.accept();
        if (channel == null) {
            return;
        }
        try {
            UserPrincipal user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
            channel.configureBlocking(false);
            if (!user.equals(answered)) {
                LOGGER.atWarn().addKeyValue("user", user.getName()).log("peer refused");
                refuse(channel, "user " + user.getName() + " is not answered here");
            } else if (selector.keys().size() > MOST_PEERS) {
                channel.close();
            } else {
                channel.register(selector, SelectionKey.OP_READ, new Peer(nanoTime.getAsLong()));
            }
        } catch (IOException gone) {
            channel.close();
        }
    }

    private static void refuse(SocketChannel channel, String words) throws IOException {
        try (channel) {
            channel.write(
                    ByteBuffer.wrap(
                            new GuardReply(GuardReply.Outcome.NOT_PERMITTED, words).encode()));
        }
    }

    private void serve(SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        Peer peer = (Peer) key.attachment();
        try {
            if (channel.read(peer.request) < 0) {
                channel.close();
                return;
            }
            peer.heardNanos = nanoTime.getAsLong();
            if (peer.request.hasRemaining()) {
                return;
            }
            GuardReply reply = helper.handle(peer.request.array().clone());
            peer.request.clear();
            ByteBuffer answer = ByteBuffer.wrap(reply.encode());
            channel.write(answer);
            // A peer that does not read its answers is none; behind nonsense comes more of it.
            if (answer.hasRemaining() || reply.outcome() == GuardReply.Outcome.MALFORMED) {
                channel.close();
            }
        } catch (IOException gone) {
            channel.close();
        }
    }

    private void endIdle() throws IOException {
        long now = nanoTime.getAsLong();
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof Peer peer && now - peer.heardNanos > IDLE_NANOS) {
                key.channel().close();
            }
        }
    }

    /** What a killed helper left; nothing else is ever removed. */
    private static void removeStale(Path socket) throws IOException {
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean other =
                Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isOther();
        if (!other || answers(socket)) {
            throw new ProtocolException(
                    ErrorCode.UNAVAILABLE,
                    "cannot listen at " + socket + ": the path is taken",
                    "Stop the helper that listens there, or choose another --socket PATH.");
        }
        Files.delete(socket);
    }

    private static boolean answers(Path socket) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException nobody) {
            return false;
        }
    }
}
