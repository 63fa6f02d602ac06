package dev.varve.repo.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file by a {@link FileChannel}. An interrupt of any thread that is inside a channel closes the
 * channel for all of them; since every access names its position, the channel is opened again and
 * the access repeated, and the interrupt is kept for the caller.
 */
final class FileStorageFile implements StorageFile {
    private final String name;
    private final Path path;
    private final boolean writable;
    private final Object lock = new Object();
    private volatile FileChannel channel;
    private volatile boolean closed;
    private volatile long endBytes;

    FileStorageFile(String name, Path path, boolean writable) throws IOException {
        this.name = name;
        this.path = path;
        this.writable = writable;
        this.channel = openChannel();
        this.endBytes = channel.size();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() throws IOException {
        return writable ? endBytes : call(FileChannel::size);
    }

    @Override
    public void append(ByteBuffer... buffers) throws IOException {
        long at = endBytes;
        try {
            for (ByteBuffer buffer : buffers) {
                at = write(buffer.duplicate(), at);
            }
        } finally {
            endBytes = Math.max(at, call(FileChannel::size));
        }
    }

    private long write(ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            long position = at;
            int start = bytes.position();
            at +=
                    call(open -> {
                        bytes.position(start);
                        return (long) open.write(bytes, position);
                    });
        }
        return at;
    }

    @Override
    public int read(ByteBuffer target, long offset) throws IOException {
        int start = target.position();
        while (target.hasRemaining()) {
            int done = target.position();
            long got =
                    call(open -> {
                        target.position(done);
                        return (long) open.read(target, offset + done - start);
                    });
            if (got < 0) {
                break;
            }
        }
        return target.position() - start;
    }

    @Override
    public void sync() throws IOException {
        call(open -> {
            open.force(false);
            return 0L;
        });
    }

    @Override
    public void truncate(long size) throws IOException {
        call(open -> {
            open.truncate(size);
            return 0L;
        });
        endBytes = size;
    }

    @Override
    public void close() throws IOException {
        synchronized (lock) {
            closed = true;
            channel.close();
        }
    }

    private long call(Access access) throws IOException {
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
                channel = openChannel();
            }
        }
    }

    private FileChannel openChannel() throws IOException {
        return writable
                ? FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)
                : FileChannel.open(path, StandardOpenOption.READ);
    }

    @FunctionalInterface
    private interface Access {
        long on(FileChannel channel) throws IOException;
    }
}
