package dev.varve.ingest.tree;

import dev.varve.ingest.posix.FileName;
import dev.varve.ingest.posix.FileStatus;
import dev.varve.ingest.posix.FileTime;
import dev.varve.ingest.posix.FileType;
import dev.varve.ingest.push.ChunkLane;
import dev.varve.ingest.push.Durable;
import dev.varve.ingest.push.NodeLane;
import dev.varve.ingest.push.PushContext;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.ChunkList.Part;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Builds tree images out of documents in memory instead of files on a disk, bottom up: files, the
 * directories that hold them, roots. Equal documents make equal nodes, so that one that changed
 * costs itself and the pages above it. Confined to one thread; uses stream 0 of the session.
 */
public final class DocumentWriter implements AutoCloseable {
    private static final int STREAM = 0;
    private static final int FILE_PERMISSIONS = 0600;
    private static final int DIRECTORY_PERMISSIONS = 0700;

    private final PushContext context;
    private final ChunkLane chunks;
    private final NodeLane nodes;
    private final ChunkListWriter lists;
    private final DirectoryWriter directories;
    private final ContentCutter cutter;

    /** For one session's images. */
    public DocumentWriter(PushContext context) {
        this.context = context;
        chunks = new ChunkLane(context, STREAM);
        nodes = new NodeLane(context, STREAM);
        lists = new ChunkListWriter(nodes);
        directories = new DirectoryWriter(context.cipher(), nodes);
        cutter = new ContentCutter(context.cipher());
    }

    /**
     * Takes the content of a file.
     *
     * @param name one name, not a path
     * @param modifiedSeconds since 1970, part of the entry: equal documents should have equal ones
     * @return the entry for its directory
     */
    public TreeEntry file(String name, byte[] content, long modifiedSeconds)
            throws ProtocolException, InterruptedException {
        FileStatus status =
                status(FileType.REGULAR, FILE_PERMISSIONS, content.length, modifiedSeconds);
        context.progress().addFiles(1);
        context.progress().addReadBytes(content.length);
        context.progress().addDoneBytes(content.length);
        return entry(name, status, content(content));
    }

    /**
     * Takes a file whose length is not known yet. One at a time: nothing else may be asked of this
     * writer until the stream is finished or let go.
     */
    public DocumentStream stream(String name, long modifiedSeconds) {
        return new DocumentStream(
                FileName.of(name),
                bytes -> status(FileType.REGULAR, FILE_PERMISSIONS, bytes, modifiedSeconds),
                chunks,
                lists,
                cutter,
                context.progress());
    }

    /** Takes a directory with these entries; gives its own entry. */
    public TreeEntry directory(String name, List<TreeEntry> entries)
            throws ProtocolException, InterruptedException {
        FileStatus status = status(FileType.DIRECTORY, DIRECTORY_PERMISSIONS, 0, 0);
        return entry(name, status, new Content.Directory(directories.put(entries)));
    }

    /** Takes an image with these entries at its top; gives its root. */
    public Id image(List<TreeEntry> entries) throws ProtocolException, InterruptedException {
        FileStatus status = status(FileType.DIRECTORY, DIRECTORY_PERMISSIONS, 0, 0);
        Content.Directory top = new Content.Directory(directories.put(entries));
        return directories.putRoot(
                new TreeEntry(
                        FileName.ROOT, status, new byte[0], Collections.emptySortedMap(), top));
    }

    /** Returns when all that was taken is durable. */
    public void finish() throws ProtocolException, InterruptedException {
        Durable.await(chunks.flush());
        Durable.await(nodes.flush());
    }

    private Content content(byte[] bytes) throws ProtocolException, InterruptedException {
        if (bytes.length <= Content.Inline.MOST_BYTES) {
            return new Content.Inline(bytes);
        }
        List<Part> parts = new ArrayList<>();
        ByteBuffer left = ByteBuffer.wrap(bytes);
        boolean whole = bytes.length <= FileReader.WHOLE_BYTES;
        while (left.hasRemaining()) {
            int length = whole ? left.remaining() : cutter.cut(left);
            ByteBuffer chunk = left.slice(left.position(), length);
            parts.add(new Part(chunks.put(chunk), length));
            left.position(left.position() + length);
        }
        return lists.put(parts);
    }

    private static TreeEntry entry(String name, FileStatus status, Content content) {
        return new TreeEntry(
                FileName.of(name), status, new byte[0], Collections.emptySortedMap(), content);
    }

    private static FileStatus status(
            FileType type, int permissions, long sizeBytes, long modifiedSeconds) {
        FileTime time = new FileTime(modifiedSeconds, 0);
        return new FileStatus(
                type, permissions, 0, 0, 1, 0, 0, sizeBytes, sizeBytes, time, time, 0);
    }

    @Override
    public void close() {
        nodes.close();
        chunks.close();
    }
}
