package dev.varve.ingest.record;

import dev.varve.protocol.model.Id;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Chunks that lie one after another in a direct buffer, to become one record. Reused. */
public final class Bundle {
    private static final int FIRST_CAPACITY = 64;

    private final ByteBuffer bytes;
    private Id[] ids = new Id[FIRST_CAPACITY];
    private int[] lengths = new int[FIRST_CAPACITY];
    private int size;
    private int start;
    private int end;

    /**
     * @param bytes direct; bundles are cut from it one after another
     */
    public Bundle(ByteBuffer bytes) {
        if (!bytes.isDirect()) {
            throw new IllegalArgumentException("a bundle lies in a direct buffer");
        }
        this.bytes = bytes.duplicate().clear();
    }

    /** Begins a bundle at {@code offset} of the buffer. */
    public void begin(int offset) {
        size = 0;
        start = offset;
        end = offset;
    }

    /** Adds the chunk that lies at the end of the bundle so far. */
    public void add(Id id, int rawLength) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, 2 * size);
            lengths = Arrays.copyOf(lengths, 2 * size);
        }
        ids[size] = id;
        lengths[size] = rawLength;
        size++;
        end += rawLength;
    }

    public int size() {
        return size;
    }

    public Id id(int index) {
        return ids[index];
    }

    public int rawLength(int index) {
        return lengths[index];
    }

    public int rawBytes() {
        return end - start;
    }

    /** Where the next chunk must lie. */
    public int end() {
        return end;
    }

    /** All chunks, one after another. */
    ByteBuffer raw() {
        return bytes.duplicate().limit(end).position(start);
    }
}
