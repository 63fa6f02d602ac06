package dev.varve.repo.io;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;

/**
 * A {@link FileChannel} that outlives interrupts. An interrupt of any thread that is inside a
 * channel closes the channel for all of them; since every access names its position, the channel is
 * opened again and the access repeated, and the interrupt is kept for the caller. Safe for several
 * threads.
 */
final class ReopenedChannel implements AutoCloseable {
    private final Path path;
    private final Set<OpenOption> options;
    private final Object lock = new Object();
    private volatile FileChannel channel;
    private volatile boolean closed;

    ReopenedChannel(Path path, Set<OpenOption> options) throws IOException {
        this.path = path;
        this.options = options;
        this.channel = FileChannel.open(path, options);
    }

    /** One access; it may be made several times. */
    @FunctionalInterface
    interface Access {
        long on(FileChannel channel) throws IOException;
    }

    long call(Access access) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                FileChannel open = channel;
                try {
                    return access.on(open);
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                    reopen(open, e);
                } catch (ClosedChannelException e) {
                    reopen(open, e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // The channel itself, not one like it.
    private void reopen(FileChannel broken, ClosedChannelException cause) throws IOException {
        synchronized (lock) {
            if (closed) {
                throw cause;
            }
            if (channel == broken) {
                channel = FileChannel.open(path, options);
            }
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (lock) {
            closed = true;
            channel.close();
        }
    }
}
