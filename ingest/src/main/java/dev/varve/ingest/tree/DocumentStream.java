package dev.varve.ingest.tree;

import dev.varve.ingest.posix.FileName;
import dev.varve.ingest.posix.FileStatus;
import dev.varve.ingest.push.ChunkLane;
import dev.varve.ingest.push.Progress;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.node.ChunkList.Part;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Takes a file of any length as it comes, and keeps a few MiB of it in memory. Nothing of it is in
 * an image before its entry is in a directory: one that breaks off is simply let go. Confined to
 * one thread.
 */
public final class DocumentStream extends OutputStream {
    private static final int BUFFER_BYTES = 4 << 20;

    private final FileName name;
    private final LongFunction<FileStatus> status;
    private final ChunkLane chunks;
    private final ChunkListWriter lists;
    private final ContentCutter cutter;
    private final Progress progress;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final List<Part> parts = new ArrayList<>();
    private long bytes;

    DocumentStream(
            FileName name,
            LongFunction<FileStatus> status,
            ChunkLane chunks,
            ChunkListWriter lists,
            ContentCutter cutter,
            Progress progress) {
        this.name = name;
        this.status = status;
        this.chunks = chunks;
        this.lists = lists;
        this.cutter = cutter;
        this.progress = progress;
    }

    @Override
    public void write(int next) throws IOException {
        write(new byte[] {(byte) next}, 0, 1);
    }

    /**
     * Takes bytes.
     *
     * @throws ProtocolException CANCELLED, or why earlier bytes could not be sent
     */
    @Override
    public void write(byte[] content, int offset, int length) throws IOException {
        int at = offset;
        while (at < offset + length) {
            int fits = Math.min(buffer.remaining(), offset + length - at);
            buffer.put(content, at, fits);
            at += fits;
            if (!buffer.hasRemaining()) {
                drain();
            }
        }
        bytes += length;
        progress.addReadBytes(length);
        progress.addDoneBytes(length);
    }

    /** The entry for its directory: all that was written is the file. */
    public TreeEntry finish() throws ProtocolException, InterruptedException {
        buffer.flip();
        progress.addFiles(1);
        return new TreeEntry(
                name, status.apply(bytes), new byte[0], Collections.emptySortedMap(), content());
    }

    private Content content() throws ProtocolException, InterruptedException {
        if (bytes <= Content.Inline.MOST_BYTES) {
            byte[] all = new byte[buffer.remaining()];
            buffer.get(all);
            return new Content.Inline(all);
        }
        if (bytes <= FileReader.WHOLE_BYTES) {
            take(buffer.remaining());
        }
        while (buffer.hasRemaining()) {
            take(cutter.cut(buffer));
        }
        return lists.put(parts);
    }

    /** A cut looks no further than the longest chunk, so that is left for what comes. */
    private void drain() throws IOException {
        buffer.flip();
        try {
            while (buffer.remaining() >= ContentCutter.MOST_BYTES) {
                take(cutter.cut(buffer));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + name + " was sent");
        }
        buffer.compact();
    }

    private void take(int length) throws ProtocolException, InterruptedException {
        ByteBuffer chunk = buffer.slice(buffer.position(), length);
        parts.add(new Part(chunks.put(chunk), length));
        buffer.position(buffer.position() + length);
    }
}
