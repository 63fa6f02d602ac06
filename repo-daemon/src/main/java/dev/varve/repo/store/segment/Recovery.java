package dev.varve.repo.store.segment;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.Index;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.index.SegmentState;
import dev.varve.repo.io.StorageDirectory;
import dev.varve.repo.io.StorageFile;
import dev.varve.repo.store.segment.RecordStore.RecoveryReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Brings index and segments together at opening. What is sealed and known to the index whole costs
 * one look at the file's size; sealed segments beyond their watermark are applied from their
 * tables; unsealed ones are scanned, cut back to their last good record if the end is torn,
 * applied, and sealed: a segment that saw a crash is never appended to again. Confined to one
 * thread.
 */
final class Recovery {
    private final StorageDirectory directory;
    private final Uid repositoryId;
    private final Index index;
    private final SegmentCatalog catalog;
    private final List<SegmentFinding> findings = new ArrayList<>();
    private final List<SegmentHeader> behind = new ArrayList<>();
    private final Map<Long, SegmentState> states = new HashMap<>();
    private int segmentsApplied;
    private long recordsApplied;
    private long truncatedBytes;

    Recovery(StorageDirectory directory, Uid repositoryId, Index index, SegmentCatalog catalog) {
        this.directory = directory;
        this.repositoryId = repositoryId;
        this.index = index;
        this.catalog = catalog;
    }

    /**
     * Enters all segments in the catalog.
     *
     * @return the highest segment id ever seen, 0 when there is none
     */
    long discover() throws IOException {
        long highest = 0;
        for (SegmentState state : index.segments()) {
            states.put(state.segmentId(), state);
            highest = Math.max(highest, state.segmentId());
        }
        Map<Long, SegmentState> lost = new HashMap<>(states);
        for (SegmentClass segmentClass : SegmentClass.values()) {
            for (String name : directory.list(segmentClass.folder())) {
                OptionalLong id = SegmentNames.id(name);
                if (id.isPresent()) {
                    lost.remove(id.getAsLong());
                    highest = Math.max(highest, id.getAsLong());
                    enter(segmentClass, id.getAsLong());
                }
            }
        }
        for (SegmentState state : lost.values()) {
            if (state.emptied()) {
                forget(state);
                continue;
            }
            SegmentHeader header = headerFrom(state);
            found(header, fileOf(header), 0, "the file is missing");
        }
        return highest;
    }

    /** Unless it alone tells that its id was given. */
    private void forget(SegmentState emptied) throws IOException {
        boolean higherSealed =
                catalog.all().stream()
                        .anyMatch(
                                other -> other.sealed() && other.segmentId() > emptied.segmentId());
        if (higherSealed) {
            IndexBatch batch = index.newBatch();
            batch.removeSegment(emptied.segmentId());
            index.write(batch);
        }
    }

    private void enter(SegmentClass segmentClass, long segmentId) throws IOException {
        String name = SegmentNames.file(segmentClass, segmentId);
        SegmentState state = states.get(segmentId);
        if (state != null && state.sealed() && directory.size(name) == state.fileBytes()) {
            catalog.put(
                    headerFrom(state),
                    state.emptied() ? state.appliedBytes() : state.recordBytes(),
                    true);
            return;
        }
        SegmentHeader header = readHeader(name, segmentClass, segmentId, state);
        if (header != null) {
            catalog.put(header, SegmentHeader.LENGTH, false);
            behind.add(header);
        }
    }

    private SegmentHeader headerFrom(SegmentState state) throws IOException {
        SegmentClass segmentClass = SegmentClass.ofNumber(state.classNumber());
        if (segmentClass == null) {
            throw new IOException("the index knows a segment of an unknown class; rebuild it");
        }
        return new SegmentHeader(
                segmentClass, 0, state.segmentId(), repositoryId, state.vaultNumber());
    }

    /** Null when the file cannot be used, or never was. */
    private @Nullable SegmentHeader readHeader(
            String name, SegmentClass segmentClass, long segmentId, @Nullable SegmentState state)
            throws IOException {
        SegmentHeader header;
        boolean unused;
        try (StorageFile file = directory.openForReading(name)) {
            unused = file.size() <= SegmentHeader.LENGTH && state == null;
            header = SegmentReader.header(file);
        } catch (ProtocolException e) {
            if (e.code() != ErrorCode.DAMAGED) {
                throw e;
            }
            return withoutHeader(name, segmentClass, segmentId, state, e);
        }
        if (!header.repositoryId().equals(repositoryId)) {
            throw new ProtocolException(
                    ErrorCode.WRONG_REPOSITORY,
                    name
                            + " at offset "
                            + SegmentHeader.REPOSITORY_ID_OFFSET
                            + ": the segment belongs to repository "
                            + header.repositoryId()
                            + ", not to "
                            + repositoryId,
                    "Move it away from " + directory.path() + ".");
        }
        if (header.segmentId() != segmentId || header.segmentClass() != segmentClass) {
            found(
                    header,
                    name,
                    SegmentHeader.SEGMENT_ID_OFFSET,
                    "the file is named otherwise than its header says");
            return null;
        }
        if (unused) {
            delete(name, segmentClass);
            return null;
        }
        return header;
    }

    private @Nullable SegmentHeader withoutHeader(
            String name,
            SegmentClass segmentClass,
            long segmentId,
            @Nullable SegmentState state,
            ProtocolException damage)
            throws IOException {
        if (directory.size(name) <= SegmentHeader.LENGTH && state == null) {
            // The header is durable before anything is appended: this one never held a record.
            delete(name, segmentClass);
            return null;
        }
        SegmentHeader known = state == null ? fromTrailer(name, segmentId) : headerFrom(state);
        SegmentHeader named =
                known == null
                        ? new SegmentHeader(segmentClass, 0, segmentId, repositoryId, 0)
                        : known;
        found(named, name, 0, "the header is damaged: " + damage.getMessage());
        return known;
    }

    private @Nullable SegmentHeader fromTrailer(String name, long segmentId) throws IOException {
        try (StorageFile file = directory.openForReading(name)) {
            SegmentHeader identity = SegmentReader.trailer(file).identity();
            boolean ours =
                    identity.repositoryId().equals(repositoryId)
                            && identity.segmentId() == segmentId;
            return ours ? identity : null;
        } catch (ProtocolException e) {
            return null;
        }
    }

    private void delete(String name, SegmentClass segmentClass) throws IOException {
        directory.delete(name);
        directory.syncFolder(segmentClass.folder());
    }

    /** Applies what the index has not seen. */
    RecoveryReport run(IndexFeeder feeder, RecordReads reads) throws IOException {
        for (SegmentClass segmentClass : SegmentClass.values()) {
            directory.syncFolder(segmentClass.folder());
        }
        for (SegmentHeader header : behind) {
            recover(header, feeder, reads);
        }
        if (recordsApplied > 0) {
            index.flush();
        }
        for (SegmentFinding finding : findings) {
            SegmentStore.LOGGER.atError().log("damage found at opening: {}", finding.message());
        }
        return new RecoveryReport(segmentsApplied, recordsApplied, truncatedBytes, findings);
    }

    private void recover(SegmentHeader header, IndexFeeder feeder, RecordReads reads)
            throws IOException {
        SegmentState state = states.get(header.segmentId());
        long watermark = state == null ? SegmentHeader.LENGTH : state.appliedBytes();
        try (StorageFile file = directory.open(fileOf(header))) {
            List<RecordRow> rows;
            SegmentTrailer trailer;
            if (SegmentReader.hasTrailer(file)) {
                // A killed process may have left it in the page cache only.
                file.sync();
                trailer = SegmentReader.trailer(file);
                rows = tableOrScan(file, header, trailer);
            } else {
                SealedTail tail = sealTail(file, header, watermark);
                if (tail == null) {
                    return;
                }
                trailer = tail.trailer();
                rows = tail.rows();
            }
            catalog.put(header, trailer.tableOffset(), true);
            apply(header, rows, watermark, trailer, feeder, reads);
        }
    }

    private List<RecordRow> tableOrScan(
            StorageFile file, SegmentHeader header, SegmentTrailer trailer) throws IOException {
        try {
            return SegmentReader.table(file, trailer);
        } catch (ProtocolException e) {
            found(header, file.name(), trailer.tableOffset(), e.getMessage());
            List<RecordRow> rows = new ArrayList<>();
            scan(file, header, trailer.tableOffset(), 0, rows);
            return rows;
        }
    }

    private record SealedTail(SegmentTrailer trailer, List<RecordRow> rows) {}

    /** Null when there is nothing to keep, and the file is gone. */
    private @Nullable SealedTail sealTail(StorageFile file, SegmentHeader header, long watermark)
            throws IOException {
        List<RecordRow> rows = new ArrayList<>();
        SegmentScanner.Ending ending = scan(file, header, file.size(), watermark, rows);
        long end = ending.offset();
        if (end < watermark) {
            found(
                    header,
                    file.name(),
                    end,
                    "records up to " + watermark + " were acknowledged and are no longer whole");
            markDamaged(header, end, watermark);
            end = Math.min(watermark, file.size());
        }
        if (end < file.size()) {
            truncatedBytes += file.size() - end;
            SegmentStore.LOGGER
                    .atWarn()
                    .addKeyValue("file", file.name())
                    .addKeyValue("offset", end)
                    .addKeyValue("bytes", file.size() - end)
                    .log("torn tail cut off; it was never acknowledged");
            file.truncate(end);
        }
        if (rows.isEmpty() && watermark <= SegmentHeader.LENGTH && end <= SegmentHeader.LENGTH) {
            catalog.remove(header.segmentId());
            delete(file.name(), header.segmentClass());
            return null;
        }
        FooterTable table = new FooterTable();
        rows.forEach(table::add);
        byte[] digest = SegmentReader.digest(file, end).digest();
        return new SealedTail(SegmentSealer.seal(file, header, table, end, digest), rows);
    }

    private SegmentScanner.Ending scan(
            StorageFile file, SegmentHeader header, long end, long watermark, List<RecordRow> rows)
            throws IOException {
        return new SegmentScanner(file, header, end)
                .scan(
                        SegmentHeader.LENGTH,
                        new SegmentScanner.Visitor() {
                            @Override
                            public void good(StoredRecord record) {
                                RecordRow row = PendingRun.rowOf(record);
                                rows.add(
                                        new RecordRow(
                                                row.type(),
                                                row.codec(),
                                                row.location(),
                                                PendingRun.copy(
                                                        row.table(), 0, row.table().limit())));
                            }

                            @Override
                            public void bad(long offset, long stop, RecordCheck.Bad reason)
                                    throws IOException {
                                found(header, file.name(), offset, reason.what());
                                if (offset < watermark) {
                                    markDamaged(header, offset, stop);
                                }
                            }
                        });
    }

    private void apply(
            SegmentHeader header,
            List<RecordRow> rows,
            long watermark,
            SegmentTrailer trailer,
            IndexFeeder feeder,
            RecordReads reads)
            throws IOException {
        IndexFeeder.Feed feed = feeder.feed(header);
        for (RecordRow row : rows) {
            if (row.location().offsetBytes() < watermark) {
                continue;
            }
            try {
                feed.apply(row, location -> load(location, reads));
                recordsApplied++;
            } catch (DamagedRecordException e) {
                findings.add(e.finding());
            }
        }
        feed.finish(trailer.tableOffset(), trailer.tableOffset(), trailer.fileBytes());
        segmentsApplied++;
    }

    private static StoredRecord load(RecordLocation location, RecordReads reads)
            throws IOException {
        return switch (reads.read(location)) {
            case ReadResult.Found(var record) -> record;
            case ReadResult.Damaged(var finding) -> throw new DamagedRecordException(finding);
            case ReadResult.Absent() -> throw new IllegalStateException("a place is never absent");
        };
    }

    /**
     * Tells the index which objects lie in bytes that are lost, so that they are asked for again.
     */
    private void markDamaged(SegmentHeader header, long from, long to) throws IOException {
        ObjectKind kind =
                header.segmentClass() == SegmentClass.DATA ? ObjectKind.CHUNK : ObjectKind.NODE;
        IndexBatch batch = index.newBatch();
        index.scanObjects(
                kind,
                header.vaultNumber(),
                (vaultNumber, idPrefix, entry) -> {
                    RecordLocation at = entry.location();
                    if (at != null
                            && at.segmentId() == header.segmentId()
                            && at.offsetBytes() < to
                            && at.endBytes() > from) {
                        Id id = Id.at(Arrays.copyOf(idPrefix, Id.LENGTH), 0);
                        batch.markDamaged(kind, vaultNumber, id, at);
                    }
                    return true;
                });
        index.write(batch);
    }

    private void found(SegmentHeader header, String file, long offset, @Nullable String what) {
        findings.add(
                new SegmentFinding(
                        header.segmentId(),
                        header.vaultNumber(),
                        file,
                        offset,
                        String.valueOf(what),
                        ObjectKind.NODE,
                        List.of()));
    }

    private static String fileOf(SegmentHeader header) {
        return SegmentNames.file(header.segmentClass(), header.segmentId());
    }
}
