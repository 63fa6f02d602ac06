package dev.varve.ingest.tree;

import dev.varve.ingest.posix.DirectoryHandle;
import dev.varve.ingest.posix.FileHandle;
import dev.varve.ingest.posix.FileName;
import dev.varve.ingest.posix.FileStatus;
import dev.varve.ingest.posix.PosixException;
import dev.varve.ingest.push.ChunkLane;
import dev.varve.ingest.push.Progress;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.ChunkList.Part;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads regular files and puts their content on a lane. Confined to the lane's thread. */
final class FileReader {
    /** A file up to this is one chunk; a larger one is cut by content. */
    static final int WHOLE_BYTES = 512 << 10;

    private static final int BUFFER_BYTES = 4 << 20;

    private final ChunkLane lane;
    private final ContentCutter cutter;
    private final Progress progress;
    private final Warnings warnings;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    FileReader(ChunkLane lane, ContentCutter cutter, Progress progress, Warnings warnings) {
        this.lane = lane;
        this.cutter = cutter;
        this.progress = progress;
        this.warnings = warnings;
    }

    /**
     * Reads a file; again, once, when it changed meanwhile. Then it is kept as it was read, with a
     * warning.
     */
    FileContent read(DirectoryHandle directory, FileName name)
            throws PosixException, ProtocolException, InterruptedException {
        try (FileHandle file = directory.openFile(name)) {
            FileStatus before = file.status();
            for (int attempt = 1; ; attempt++) {
                FileContent content = readOnce(file, before);
                FileStatus after = file.status();
                boolean steady = after.sameContentAs(before);
                if (steady || attempt == 2) {
                    if (!steady) {
                        warnings.add(
                                directory.shownPath() + "/" + name + ": changed while it was read");
                    }
                    // The state before reading: when a write came in between, the next run sees
                    // another state and reads again.
                    long bytes = size(content);
                    return new FileContent(
                            before.withSize(bytes), content.inline(), content.parts());
                }
                before = after;
            }
        }
    }

    private static long size(FileContent content) {
        return content.parts().stream().mapToLong(Part::rawBytes).sum() + content.inline().length;
    }

    private FileContent readOnce(FileHandle file, FileStatus status)
            throws PosixException, ProtocolException, InterruptedException {
        long size = status.sizeBytes();
        if (size <= Content.Inline.MOST_BYTES) {
            buffer.clear().limit(Content.Inline.MOST_BYTES);
            fill(file, 0);
            byte[] bytes = new byte[buffer.flip().remaining()];
            buffer.get(bytes);
            return new FileContent(status, bytes, List.of());
        }
        List<Part> parts = new ArrayList<>();
        boolean mayHaveHoles = status.allocatedBytes() < size;
        long at = 0;
        while (at < size) {
            long data = mayHaveHoles ? file.nextData(at) : at;
            long hole = data < 0 || data >= size ? size : data;
            if (hole > at) {
                parts.add(new Part(Id.ZERO, hole - at));
                progress.addDoneBytes(hole - at);
                at = hole;
                continue;
            }
            long end = mayHaveHoles ? Math.min(size, file.nextHole(at, size)) : size;
            long read = extent(file, at, end, parts);
            if (at + read < end) {
                break; // it was cut short meanwhile; the status after will tell
            }
            at = end;
        }
        return new FileContent(status, new byte[0], parts);
    }

    /** Puts the data of one extent; gives the bytes that there were. */
    private long extent(FileHandle file, long from, long to, List<Part> parts)
            throws PosixException, ProtocolException, InterruptedException {
        long at = from;
        buffer.clear();
        boolean small = to - from <= WHOLE_BYTES;
        while (true) {
            long left = to - at;
            buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + left));
            int read = fill(file, at);
            at += read;
            boolean ended = at == to || (read < left && buffer.hasRemaining());
            buffer.flip();
            while (buffer.hasRemaining()
                    && (ended || buffer.remaining() >= ContentCutter.MOST_BYTES)) {
                int length = small ? buffer.remaining() : cutter.cut(buffer);
                ByteBuffer chunk = buffer.slice(buffer.position(), length);
                parts.add(new Part(lane.put(chunk), length));
                buffer.position(buffer.position() + length);
                progress.addDoneBytes(length);
            }
            buffer.compact();
            if (ended) {
                return at - from;
            }
        }
    }

    /** Fills the buffer up to its limit or the end of the file; gives the bytes read. */
    private int fill(FileHandle file, long offset) throws PosixException {
        int start = buffer.position();
        while (buffer.hasRemaining()) {
            if (file.read(buffer, offset + buffer.position() - start) == 0) {
                break;
            }
        }
        int read = buffer.position() - start;
        progress.addReadBytes(read);
        return read;
    }
}
