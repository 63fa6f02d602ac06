package dev.varve.repo.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One open file. Reads may come from any thread; appends, truncation and closing are up to one
 * thread at a time. What was appended is durable after {@link #sync} returned, and not before.
 */
public interface StorageFile extends AutoCloseable {
    /** Name relative to the directory, with {@code /} between the parts. */
    String name();

    /** Bytes in the file now, synced or not. */
    long size() throws IOException;

    /**
     * Writes all of the buffers (position to limit, one after another) at the end of the file.
     * Reads of this object see them at once, those of others after the next {@link #sync} or {@link
     * #close}. When it throws, any part of them may have been written.
     */
    void append(ByteBuffer... buffers) throws IOException;

    /**
     * Fills {@code target} (position to limit) from absolute {@code offset}; ends early only at the
     * end of the file.
     *
     * @return bytes read, 0 at or behind the end of the file
     */
    int read(ByteBuffer target, long offset) throws IOException;

    /**
     * Makes content and size durable. After it threw once, nobody knows what is on the disk: the
     * bytes since the last sync that returned must never be trusted again.
     */
    void sync() throws IOException;

    /** Cuts the file down to {@code size} bytes; durable after {@link #sync}. */
    void truncate(long size) throws IOException;

    @Override
    void close() throws IOException;
}
