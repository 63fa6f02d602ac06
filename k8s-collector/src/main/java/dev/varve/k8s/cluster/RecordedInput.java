package dev.varve.k8s.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Passes bytes on and keeps those after a mark, so that what a parser has read can be had as it
 * stood. Confined to one thread.
 */
final class RecordedInput extends InputStream {
    private final InputStream in;
    private final int mostBytes;
    private byte[] kept = new byte[16 << 10];
    private long startOffset;
    private int length;

    /**
     * Wraps a stream.
     *
     * @param mostBytes that may lie after the mark
     */
    RecordedInput(InputStream in, int mostBytes) {
        this.in = in;
        this.mostBytes = mostBytes;
    }

    /** Forgets what came before this offset. */
    void mark(long offset) {
        int gone = Math.toIntExact(offset - startOffset);
        System.arraycopy(kept, gone, kept, 0, length - gone);
        startOffset = offset;
        length -= gone;
    }

    /** The bytes from one offset to another, the first not before the mark. */
    byte[] slice(long from, long to) {
        return Arrays.copyOfRange(
                kept, Math.toIntExact(from - startOffset), Math.toIntExact(to - startOffset));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        int read = in.read(bytes, offset, count);
        if (read > 0) {
            if (length + read > mostBytes) {
                throw new IOException(
                        "an object is longer than " + mostBytes + " bytes: it cannot be captured");
            }
            if (length + read > kept.length) {
                kept = Arrays.copyOf(kept, Math.max(2 * kept.length, length + read));
            }
            System.arraycopy(bytes, offset, kept, length, read);
            length += read;
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
