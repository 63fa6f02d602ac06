package dev.varve.repo.store.segment;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.RecordLocation;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The floor of the store: records appended to segments, durable and indexed before they are
 * acknowledged, and read back checked. One segment is open for each (vault, class). Safe for
 * several threads.
 *
 * <p>Life: opened (reading works) → {@link #start} (recovers, then appending works) → closed.
 */
public interface RecordStore extends AutoCloseable {
    /**
     * Applies what the index has not seen: all segments when it is empty (that is how an index is
     * rebuilt), else what lies behind its watermarks; class {@code data} before class {@code meta}.
     * Cuts torn tails off, then lets appends in.
     */
    RecoveryReport start(RecordApplier applier, VaultRecords vaultRecords) throws IOException;

    /**
     * Writes the run to the open segment of its class and vault; returns when its bytes may be
     * reused. Runs of one (vault, class) are applied in the order of their appends.
     *
     * <p>Blocks while too many bytes wait for their fsync: never call it on a network thread.
     *
     * @return completes when the records are durable <em>and</em> applied, on the syncer's thread
     *     (dependants must not block it); fails with IOException when the fsync failed: whether the
     *     records are there is then unknown until the repository is opened again
     * @throws ProtocolException DISK_FULL when the reserve would be touched; nothing was written,
     *     and later appends are taken as soon as there is room. UNAVAILABLE once applying failed
     */
    CompletableFuture<AppendedRun> append(int vaultNumber, RecordRun run)
            throws IOException, InterruptedException;

    /**
     * Like {@link #append(int, RecordRun)}, when {@code admission} lets the run in.
     *
     * @throws ProtocolException what {@code admission} throws, too
     */
    CompletableFuture<AppendedRun> append(int vaultNumber, RecordRun run, Admission admission)
            throws IOException, InterruptedException;

    /** Asks {@code admission} about no run at all, while none of the vault is decided on. */
    void admit(int vaultNumber, Admission admission) throws ProtocolException;

    /**
     * What the vault's records take: header and records of all its segments, those included that
     * are written and not durable yet.
     */
    long storedBytes(int vaultNumber);

    /** Reads the record that holds a chunk or node. */
    ReadResult read(ObjectKind kind, int vaultNumber, Id id) throws IOException;

    /** Reads the record at a place that the index or an append gave. */
    ReadResult read(RecordLocation location) throws IOException;

    /**
     * Reads the records that hold these objects, in the order of the ids, each record once, reading
     * ahead in large pieces within a bounded window. {@code sink} gets its own reference and
     * releases it; it may block.
     */
    BatchReadResult readAll(ObjectKind kind, int vaultNumber, List<Id> ids, RecordBufferSink sink)
            throws IOException;

    /** All segments now, by id. */
    List<SegmentInfo> segments();

    /**
     * Like {@link #append}, for records that lie in a segment already and are to lie elsewhere:
     * they get segments of their own, beside those that sessions fill, and may use the reserve, but
     * for the last of it. Admissions do not see them before a segment of the vault is deleted, or
     * {@link #copiesDone}.
     */
    CompletableFuture<AppendedRun> appendMoved(int vaultNumber, RecordRun run)
            throws IOException, InterruptedException;

    /**
     * Returns when so much can be moved, within the reserve but for the last of it; takes nothing.
     *
     * @throws ProtocolException DISK_FULL
     */
    void requireRoomForCopies(long bytes) throws IOException;

    /** A pass that moved records of this vault is over; copies count like all else from now on. */
    void copiesDone(int vaultNumber);

    /** Whether the disk has so much room above the reserve: for work that can be left undone. */
    boolean hasRoom(long bytes) throws IOException;

    /** The lowest id that a segment of this vault can have which takes appends now or later. */
    long lowestOpen(int vaultNumber);

    /** Entries of all records of a sealed segment, by its trailer. */
    int entryCount(long segmentId) throws IOException;

    /** The table of a sealed segment. */
    List<RecordEntry> entries(long segmentId) throws IOException;

    /**
     * Says in the batch that nothing in a sealed segment is needed: should its file be missing at
     * the next opening, all is well.
     */
    void markEmptied(long segmentId, IndexBatch batch) throws IOException;

    /**
     * Deletes the file of a sealed segment, durably. The index must know of nothing in it any more,
     * and retention must have allowed it.
     */
    void delete(long segmentId) throws IOException;

    /**
     * Checks one segment; what is being appended to meanwhile is checked up to where it is durable.
     */
    SegmentCheckResult check(long segmentId, CheckDepth depth) throws IOException;

    /** Seals the open segments, flushes the index and lets go of the files. */
    @Override
    void close() throws IOException;

    /** How much of a segment a check reads. */
    enum CheckDepth {
        /** Sizes, header, footer and its digest. */
        QUICK,
        /** Every byte: all checksums and the digest of the stored bytes. */
        DATA
    }

    /** Takes the records of {@link #readAll}. */
    @FunctionalInterface
    interface RecordBufferSink {
        /** One whole record, header to alignment; the receiver releases it. */
        void accept(ByteBuf record) throws IOException;
    }

    /** What {@link #readAll} could not give. */
    record BatchReadResult(List<Id> absent, List<Id> damaged) {}

    /**
     * One segment as it stands.
     *
     * @param recordBytes length of header and records, without the footer
     */
    record SegmentInfo(
            long segmentId,
            SegmentClass segmentClass,
            int vaultNumber,
            String file,
            long recordBytes,
            boolean sealed) {}

    record SegmentCheckResult(long bytesRead, List<SegmentFinding> findings) {}

    /** What {@link #start} did. */
    record RecoveryReport(
            int segmentsApplied,
            long recordsApplied,
            long truncatedBytes,
            List<SegmentFinding> findings) {}
}
