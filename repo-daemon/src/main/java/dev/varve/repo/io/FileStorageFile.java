package dev.varve.repo.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file on a real file system. Large appends go past the page cache where the file system lets
 * them; small ones, and reads, go through it.
 */
final class FileStorageFile implements StorageFile {
    /** Smaller appends are cheaper through the page cache. */
    private static final long DIRECT_FROM_BYTES = 64 << 10;

    private final String name;
    private final boolean writable;
    private final ReopenedChannel channel;
    private final DirectFiles directFiles;
    private final Path path;
    private final Object appendLock = new Object();
    private volatile long endBytes;
    private @Nullable ReopenedChannel direct;
    private volatile @Nullable DirectTail tail;

    FileStorageFile(String name, Path path, boolean writable, DirectFiles directFiles)
            throws IOException {
        this.name = name;
        this.path = path;
        this.writable = writable;
        this.directFiles = directFiles;
        this.channel =
                new ReopenedChannel(
                        path,
                        writable
                                ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE)
                                : Set.of(StandardOpenOption.READ));
        this.endBytes = channel.call(FileChannel::size);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() throws IOException {
        return writable ? endBytes : channel.call(FileChannel::size);
    }

    @Override
    public void append(ByteBuffer... buffers) throws IOException {
        long length = 0;
        for (ByteBuffer buffer : buffers) {
            length += buffer.remaining();
        }
        synchronized (appendLock) {
            if (length < DIRECT_FROM_BYTES || !appendDirect(buffers)) {
                flushTail();
                appendCached(buffers);
            }
        }
    }

    /** False when nothing was appended: this file system does not take direct writes. */
    private boolean appendDirect(ByteBuffer[] buffers) throws IOException {
        DirectTail past = directTail();
        if (past == null) {
            return false;
        }
        try {
            endBytes = past.append(buffers, endBytes);
            return true;
        } catch (IOException e) {
            // Some file systems let a file be opened so, and refuse to write. Should it be the
            // disk's fault, the page cache will say so, too.
            DirectFiles.LOGGER
                    .atInfo()
                    .addKeyValue("file", path)
                    .addKeyValue("reason", e.getMessage())
                    .log("a direct write failed: writing this file through the page cache");
            flushTail();
            tail = null;
            channel.call(open -> {
                open.truncate(endBytes);
                return 0L;
            });
            return false;
        }
    }

    private @Nullable DirectTail directTail() throws IOException {
        if (tail == null && direct == null) {
            direct = directFiles.open(path);
            if (direct != null) {
                tail = new DirectTail(direct, channel, directFiles.buffers());
            }
        }
        return tail;
    }

    private void flushTail() throws IOException {
        DirectTail waiting = tail;
        if (waiting != null) {
            waiting.flush();
        }
    }

    private void appendCached(ByteBuffer[] buffers) throws IOException {
        long at = endBytes;
        try {
            for (ByteBuffer buffer : buffers) {
                at = write(buffer.duplicate(), at);
            }
        } finally {
            endBytes = Math.max(at, channel.call(FileChannel::size));
        }
    }

    private long write(ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            long position = at;
            int start = bytes.position();
            at +=
                    channel.call(open -> {
                        bytes.position(start);
                        return open.write(bytes, position);
                    });
        }
        return at;
    }

    @Override
    public int read(ByteBuffer target, long offset) throws IOException {
        DirectTail waiting = tail;
        if (waiting != null) {
            synchronized (appendLock) {
                if (waiting.holdsBytesBefore(offset + target.remaining())) {
                    waiting.flush();
                }
            }
        }
        int start = target.position();
        while (target.hasRemaining()) {
            int done = target.position();
            long got =
                    channel.call(open -> {
                        target.position(done);
                        return open.read(target, offset + done - start);
                    });
            if (got < 0) {
                break;
            }
        }
        return target.position() - start;
    }

    @Override
    public void sync() throws IOException {
        synchronized (appendLock) {
            flushTail();
        }
        channel.call(open -> {
            open.force(false);
            return 0L;
        });
    }

    @Override
    public void truncate(long size) throws IOException {
        synchronized (appendLock) {
            DirectTail waiting = tail;
            if (waiting != null) {
                waiting.cut(size);
            }
            channel.call(open -> {
                open.truncate(size);
                return 0L;
            });
            endBytes = size;
        }
    }

    @Override
    public void close() throws IOException {
        ReopenedChannel opened;
        synchronized (appendLock) {
            opened = direct;
        }
        try (channel) {
            if (opened != null) {
                try (opened) {
                    synchronized (appendLock) {
                        flushTail();
                    }
                }
            }
        }
    }
}
