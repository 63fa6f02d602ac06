package dev.varve.ingest.block;

import dev.varve.ingest.posix.FileHandle;
import dev.varve.ingest.posix.PosixException;
import java.nio.file.Path;

/**
 * Finds data and holes of a volume. Where the kernel or file system cannot tell, all is data: what
 * is really wrong shows when it is read. Confined to one thread.
 */
final class Seeker implements AutoCloseable {
    private final FileHandle file;
    private final long sizeBytes;

    Seeker(Path file, long sizeBytes) throws PosixException {
        this.file = FileHandle.open(file);
        this.sizeBytes = sizeBytes;
    }

    /** The first data at or after {@code offset}; the volume's size when there is none. */
    long nextData(long offset) {
        try {
            long found = file.nextData(offset);
            return found < 0 ? sizeBytes : Math.min(found, sizeBytes);
        } catch (PosixException e) {
            return offset;
        }
    }

    /** The first hole at or after {@code offset}; the volume's size when there is none. */
    long nextHole(long offset) {
        try {
            return Math.min(file.nextHole(offset, sizeBytes), sizeBytes);
        } catch (PosixException e) {
            return sizeBytes;
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
