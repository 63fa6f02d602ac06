package dev.varve.repo.index;

import dev.varve.protocol.model.Id;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is derived from the segments. Safe for several threads. Not durable by itself: after a
 * crash it stands where it stood at some earlier batch, whole, and the records since are applied
 * again by the record store. Any method throws IOException when the database below fails.
 */
public interface Index extends AutoCloseable {
    IndexBatch newBatch();

    /** Puts all changes of the batch into effect, in one step. The batch must not be used again. */
    void write(IndexBatch batch) throws IOException;

    /** Null when the index has never heard of it. */
    @Nullable ObjectEntry object(ObjectKind kind, int vaultNumber, Id id) throws IOException;

    /** One answer for each id, in order; null as in {@link #object}. One look-up for all. */
    List<@Nullable ObjectEntry> objects(ObjectKind kind, int vaultNumber, List<Id> ids)
            throws IOException;

    /** Bit i is set when id i can be read ({@link ObjectEntry#present}). One look-up for all. */
    BitSet present(ObjectKind kind, int vaultNumber, List<Id> ids) throws IOException;

    /** Visits all objects of a vault, or of all vaults when {@code vaultNumber} is negative. */
    void scanObjects(ObjectKind kind, int vaultNumber, ObjectVisitor visitor) throws IOException;

    byte @Nullable [] get(Family family, byte[] key) throws IOException;

    /**
     * Visits the pairs whose key begins with {@code prefix}, ascending by unsigned bytes, as they
     * stood when the scan began.
     */
    void scan(Family family, byte[] prefix, PairVisitor visitor) throws IOException;

    /** Like {@link #scan}, from the last pair to the first. */
    void scanBackward(Family family, byte[] prefix, PairVisitor visitor) throws IOException;

    /**
     * Like {@link #scan} or, when not {@code forward}, {@link #scanBackward}, but only pairs behind
     * {@code start} in that direction, which itself begins with {@code prefix} and is not visited.
     */
    void scanBehind(
            Family family, byte[] prefix, byte[] start, boolean forward, PairVisitor visitor)
            throws IOException;

    /** Watermarks of all segments it has heard of, by id. */
    List<SegmentState> segments() throws IOException;

    /** How many entries of a segment's records are referred to. */
    long liveEntries(long segmentId) throws IOException;

    /** Makes all batches written so far durable. */
    void flush() throws IOException;

    /** Bytes of its files now. */
    long sizeBytes() throws IOException;

    @Override
    void close() throws IOException;

    /** Takes one pair of a scan. */
    @FunctionalInterface
    interface PairVisitor {
        /** Returns false to end the scan. */
        boolean visit(byte[] key, byte[] value) throws IOException;
    }

    /** Takes one object of a scan. */
    @FunctionalInterface
    interface ObjectVisitor {
        /** {@code idPrefix} are the first 20 bytes of the id. Returns false to end the scan. */
        boolean visit(int vaultNumber, byte[] idPrefix, ObjectEntry entry) throws IOException;
    }
}
