package dev.varve.ingest.tree;

import dev.varve.ingest.posix.DirectoryHandle;
import dev.varve.ingest.posix.FileHandle;
import dev.varve.ingest.posix.FileName;
import dev.varve.ingest.posix.PosixException;
import dev.varve.protocol.node.ChunkList.Part;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A regular file that is being restored: under a name of its own until all its content and
 * attributes are there, so that a part of a file is never taken for the whole. Confined to one
 * thread.
 */
final class FileInTheMaking {
    private static final String PREFIX = ".varve-restore-";

    private final RestoreTask task;
    private final Attributes attributes;
    private final FileName temporary;
    private long chunksLeft;
    private @Nullable FileHandle file;
    private long endBytes;
    private boolean finished;

    FileInTheMaking(RestoreTask task, List<Part> parts, Attributes attributes) {
        this.task = task;
        this.attributes = attributes;
        temporary = temporaryName(task.entry().name());
        chunksLeft = parts.stream().filter(part -> !part.id().isZero()).count();
    }

    /** The same for the same file, so that what a killed restore left is found and replaced. */
    static FileName temporaryName(FileName name) {
        return FileName.of(
                PREFIX + EarlierFiles.pathHash(name.toString()).toString().substring(0, 16));
    }

    boolean isFinished() {
        return finished;
    }

    RestoreTask task() {
        return task;
    }

    /** Writes one chunk; the last one finishes the file. */
    void write(ByteBuffer direct, long offsetBytes) throws PosixException {
        endBytes = Math.max(endBytes, offsetBytes + direct.remaining());
        open().write(direct, offsetBytes);
        chunksLeft--;
        finishWhenWhole();
    }

    /** For content that is no chunk. */
    void writeInline(byte[] bytes) throws PosixException {
        if (bytes.length > 0) {
            open().write(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip(), 0);
            endBytes = bytes.length;
        }
        finishWhenWhole();
    }

    void finishWhenWhole() throws PosixException {
        if (chunksLeft > 0 || finished) {
            return;
        }
        FileHandle whole = open();
        long sizeBytes = task.entry().status().sizeBytes();
        if (endBytes != sizeBytes) { // it ends in a hole
            whole.truncate(sizeBytes);
        }
        whole.close();
        DirectoryHandle directory = task.directory().handle();
        attributes.apply(directory, temporary, task.entry());
        directory.rename(temporary, task.entry().name());
        finished = true;
        task.directory().release();
    }

    private FileHandle open() throws PosixException {
        FileHandle open = file;
        if (open == null) {
            DirectoryHandle directory = task.directory().handle();
            try {
                open = directory.createFile(temporary);
            } catch (PosixException e) {
                if (e.errno() != PosixException.EEXIST) {
                    throw e;
                }
                directory.remove(temporary);
                open = directory.createFile(temporary);
            }
            file = open;
        }
        return open;
    }

    /**
     * Takes back what was written of an unfinished file, so that it can be begun again, or left.
     */
    void abandon() throws PosixException {
        if (file != null && !finished) {
            file.close();
            file = null;
            task.directory().handle().remove(temporary);
        }
    }
}
