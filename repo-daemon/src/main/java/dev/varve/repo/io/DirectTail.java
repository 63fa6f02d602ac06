package dev.varve.repo.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Appends past the page cache: whole blocks go straight to the disk, and what does not fill a block
 * waits in memory until the block is full or {@link #flush} writes it through the page cache. Large
 * writes through the page cache cost several times the processor time, and push out what restores
 * would read. Confined to one thread at a time.
 */
final class DirectTail {
    private final ReopenedChannel direct;
    private final ReopenedChannel cached;
    private final AlignedBuffers buffers;
    private final int blockBytes;

    /** The bytes from {@link #start}, which a block divides, to the end of the file. */
    private final ByteBuffer tail;

    private long start = -1;
    private boolean unwritten;

    DirectTail(ReopenedChannel direct, ReopenedChannel cached, AlignedBuffers buffers) {
        this.direct = direct;
        this.cached = cached;
        this.buffers = buffers;
        this.blockBytes = buffers.blockBytes();
        this.tail = ByteBuffer.allocate(blockBytes);
    }

    /**
     * Writes {@code appended} at {@code end}, the end of the file. When it throws, the file up to
     * {@code end} is as it was.
     *
     * @return where the file ends now
     */
    long append(ByteBuffer[] appended, long end) throws IOException {
        ByteBuffer window = buffers.take();
        try {
            long at = end - end % blockBytes;
            begin(window, at, end);
            for (ByteBuffer each : appended) {
                ByteBuffer rest = each.duplicate();
                while (rest.hasRemaining()) {
                    int length = Math.min(rest.remaining(), window.remaining());
                    window.put(rest.slice(rest.position(), length));
                    rest.position(rest.position() + length);
                    if (!window.hasRemaining()) {
                        at = write(window.flip(), at);
                        window.clear();
                    }
                }
            }
            window.flip();
            int whole = window.limit() - window.limit() % blockBytes;
            at = write(window.slice(0, whole), at);
            keep(window.position(whole), at);
            return at + tail.position();
        } finally {
            buffers.give(window);
        }
    }

    /** What lies in the block in which the file ends. */
    private void begin(ByteBuffer window, long at, long end) throws IOException {
        int length = (int) (end - at);
        if (start == at && tail.position() == length) {
            window.put(tail.duplicate().flip());
            return;
        }
        window.limit(length);
        cached.call(open -> {
            window.position(0);
            return readFully(open, window, at);
        });
        if (window.hasRemaining()) {
            throw new IOException(
                    "the file ends before " + end + ", at " + (at + window.position()));
        }
        window.clear().position(length);
    }

    private static long readFully(FileChannel open, ByteBuffer target, long at) throws IOException {
        int start = target.position();
        while (target.hasRemaining() && open.read(target, at + target.position() - start) >= 0) {}
        return (long) target.position() - start;
    }

    private long write(ByteBuffer blocks, long at) throws IOException {
        return at + writeFully(direct, blocks, at);
    }

    private static long writeFully(ReopenedChannel channel, ByteBuffer bytes, long at)
            throws IOException {
        int first = bytes.position();
        while (bytes.hasRemaining()) {
            int done = bytes.position();
            channel.call(open -> {
                bytes.position(done);
                return open.write(bytes, at + done - first);
            });
        }
        return (long) bytes.position() - first;
    }

    private void keep(ByteBuffer rest, long at) {
        tail.clear().put(rest);
        start = at;
        unwritten = tail.position() > 0;
    }

    /** Writes what waits in memory; it is durable only after a sync of the file. */
    void flush() throws IOException {
        if (unwritten) {
            writeFully(cached, tail.duplicate().flip(), start);
            unwritten = false;
        }
    }

    /** True when some of the bytes before {@code offset} wait in memory. */
    boolean holdsBytesBefore(long offset) {
        return unwritten && start < offset;
    }

    /** Forgets what lies at or behind {@code end}, where the file is cut off. */
    void cut(long end) {
        if (start >= end) {
            start = -1;
            unwritten = false;
        } else if (start >= 0 && start + tail.position() > end) {
            tail.position((int) (end - start));
        }
    }
}
