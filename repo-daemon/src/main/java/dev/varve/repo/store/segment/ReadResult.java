package dev.varve.repo.store.segment;

/** Answer to the reading of one record. */
public sealed interface ReadResult {
    record Found(StoredRecord record) implements ReadResult {}

    /** The index does not know it. */
    record Absent() implements ReadResult {}

    /** The index knows it, its record cannot be read or fails its checks. */
    record Damaged(SegmentFinding finding) implements ReadResult {}
}
