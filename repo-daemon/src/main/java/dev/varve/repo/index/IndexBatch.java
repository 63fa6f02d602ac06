package dev.varve.repo.index;

import dev.varve.protocol.model.Id;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Changes that take effect together, by {@link Index#write}, or not at all. Confined to one thread.
 * Changes of objects are operations, not values: they are resolved against the index under its
 * write lock, so that batches of several threads never lose each other's counts.
 */
public interface IndexBatch {
    /**
     * Says where an object lies. Nothing changes when the index already knows a good record of it
     * that images refer to; one without references takes the place in the youngest segment; a
     * missing or damaged one becomes whole and keeps its references.
     */
    void putObject(
            ObjectKind kind, int vaultNumber, Id id, RecordLocation location, int entryNumber);

    /**
     * Adds to an object's reference count, which stays at zero when it would fall below. An object
     * that the index does not know is entered as missing, so that the count is right when it comes
     * back.
     */
    void addReferences(ObjectKind kind, int vaultNumber, Id id, long difference);

    /**
     * Says that the record at {@code location} is broken; nothing when the object lies elsewhere by
     * now.
     */
    void markDamaged(ObjectKind kind, int vaultNumber, Id id, RecordLocation location);

    /** Says that an object that lies at {@code from} lies at {@code to} now; else nothing. */
    void moveObject(
            ObjectKind kind,
            int vaultNumber,
            Id id,
            RecordLocation from,
            RecordLocation to,
            int entryNumber);

    /** Forgets an object that lies at {@code from} and has no references; else nothing. */
    void removeObject(ObjectKind kind, int vaultNumber, Id id, RecordLocation from);

    /** Forgets a segment and how many of its entries are referred to. */
    void removeSegment(long segmentId);

    void put(Family family, byte[] key, byte[] value);

    void delete(Family family, byte[] key);

    /** The value as it will be after this batch: its own change, else what the index holds. */
    byte @Nullable [] get(Family family, byte[] key) throws IOException;

    /** Sets the watermark of a segment. */
    void putSegment(SegmentState state);

    /** Number of changes in it; write it and begin another when it grows past some thousands. */
    int size();
}
