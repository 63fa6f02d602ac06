package dev.varve.ingest.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes past the page cache, for a fraction of the processor's time, and leaves the cache to
 * others: docs/decisions/0008-direct-writes.md. Used by many threads.
 *
 * @param alignmentBytes what offsets and lengths must be a multiple of
 */
record DirectWrites(FileChannel channel, int alignmentBytes) implements AutoCloseable {
    /** No disk asks for more than this, file systems hardly ever. */
    static final int USUAL_ALIGNMENT_BYTES = 4096;

    private static final Logger LOGGER = LoggerFactory.getLogger(DirectWrites.class);

    /** Null: the file system of {@code path} cannot. */
    @SuppressWarnings("MustBeClosedChecker")
    static @Nullable DirectWrites open(Path path) {
        try {
            long alignment = Files.getFileStore(path).getBlockSize();
            if (alignment > USUAL_ALIGNMENT_BYTES) {
                return null;
            }
            return new DirectWrites(
                    FileChannel.open(path, StandardOpenOption.WRITE, direct()), (int) alignment);
        } catch (IOException | UnsupportedOperationException e) {
            return null; // it is only faster
        }
    }

    /** By its name: compilers warn of the module that has it, jdk.unsupported. */
    private static OpenOption direct() throws IOException {
        try {
            return (OpenOption)
                    Class.forName("com.sun.nio.file.ExtendedOpenOption")
                            .getField("DIRECT")
                            .get(null);
        } catch (ReflectiveOperationException e) {
            throw new IOException("this Java has no direct writes", e);
        }
    }

    /**
     * Writes as much of {@code bytes}, whose first byte lies at an address that the alignment
     * divides, as makes whole units, and stops when the file system refuses; the rest is left to be
     * written otherwise.
     */
    void write(ByteBuffer bytes, long offset) {
        int start = bytes.position();
        int end = bytes.limit();
        int whole = bytes.remaining() - bytes.remaining() % alignmentBytes;
        if (offset % alignmentBytes != 0) {
            return;
        }
        try {
            bytes.limit(start + whole);
            while (bytes.hasRemaining()) {
                channel.write(bytes, offset + bytes.position() - start);
            }
        } catch (IOException e) {
            LOGGER.atDebug().setCause(e).log("a direct write failed; trying it through the cache");
        } finally {
            bytes.limit(end);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
