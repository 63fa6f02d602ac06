package dev.varve.repo.store.segment;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.io.StorageFile;
import dev.varve.repo.store.segment.RecordStore.CheckDepth;
import dev.varve.repo.store.segment.RecordStore.SegmentCheckResult;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks one segment, the levels {@code quick} and {@code data} of store.md. Used once. */
final class SegmentChecker {
    private final Uid repositoryId;
    private final SegmentInfo segment;
    private final SegmentFiles files;
    private final ObjectKind kind;
    private final List<SegmentFinding> findings = new ArrayList<>();
    private long bytesRead;

    SegmentChecker(Uid repositoryId, SegmentInfo segment, SegmentFiles files) {
        this.repositoryId = repositoryId;
        this.segment = segment;
        this.files = files;
        this.kind =
                segment.segmentClass() == SegmentClass.DATA ? ObjectKind.CHUNK : ObjectKind.NODE;
    }

    SegmentCheckResult check(CheckDepth depth) throws IOException {
        try (SegmentFiles.Lease lease = files.lease(segment.file())) {
            StorageFile file = lease.file();
            checkHeader(file);
            SegmentTrailer trailer = segment.sealed() ? trailer(file) : null;
            List<RecordRow> rows = trailer == null ? null : table(file, trailer);
            if (depth == CheckDepth.DATA) {
                checkData(file, trailer, rows);
            }
        } catch (NoSuchFileException e) {
            found(0, "the file is missing", List.of());
        }
        return new SegmentCheckResult(bytesRead, List.copyOf(findings));
    }

    private SegmentHeader expected() {
        return new SegmentHeader(
                segment.segmentClass(),
                0,
                segment.segmentId(),
                repositoryId,
                segment.vaultNumber());
    }

    private void checkHeader(StorageFile file) throws IOException {
        bytesRead += SegmentHeader.LENGTH;
        try {
            if (!SegmentReader.header(file).equals(expected())) {
                found(0, "the header names another segment", List.of());
            }
        } catch (ProtocolException e) {
            rethrowUnlessDamage(e);
            found(0, String.valueOf(e.getMessage()), List.of());
        }
    }

    private @Nullable SegmentTrailer trailer(StorageFile file) throws IOException {
        bytesRead += SegmentTrailer.LENGTH;
        try {
            SegmentTrailer trailer = SegmentReader.trailer(file);
            if (trailer.identity().equals(expected())
                    && trailer.tableOffset() == segment.recordBytes()) {
                return trailer;
            }
            found(
                    file.size() - SegmentTrailer.LENGTH,
                    "the trailer names another segment",
                    List.of());
        } catch (ProtocolException e) {
            rethrowUnlessDamage(e);
            found(Math.max(0, file.size() - SegmentTrailer.LENGTH), e.getMessage(), List.of());
        }
        return null;
    }

    private @Nullable List<RecordRow> table(StorageFile file, SegmentTrailer trailer)
            throws IOException {
        bytesRead += trailer.tableLength();
        try {
            return SegmentReader.table(file, trailer);
        } catch (ProtocolException e) {
            rethrowUnlessDamage(e);
            found(trailer.tableOffset(), e.getMessage(), List.of());
            return null;
        }
    }

    private void checkData(
            StorageFile file, @Nullable SegmentTrailer trailer, @Nullable List<RecordRow> rows)
            throws IOException {
        long end = Math.min(segment.recordBytes(), file.size());
        bytesRead += end;
        int before = findings.size();
        SegmentScanner scanner = new SegmentScanner(file, expected(), end);
        if (rows == null) {
            scanAll(scanner, end);
        } else {
            checkRows(scanner, rows);
        }
        if (trailer != null && findings.size() == before) {
            byte[] digest = SegmentReader.digest(file, trailer.tableOffset()).digest();
            if (!Arrays.equals(digest, trailer.storedDigest())) {
                found(0, "bytes outside of the records differ from what was sealed", List.of());
            }
        }
    }

    /**
     * What lies between the rows is no damage: a torn write that was never acknowledged, found when
     * the segment was sealed after a crash.
     */
    private void checkRows(SegmentScanner scanner, List<RecordRow> rows) throws IOException {
        long badOffset = -1;
        String what = "";
        List<Id> ids = new ArrayList<>();
        for (RecordRow row : rows) {
            RecordLocation location = row.location();
            String wrong =
                    switch (scanner.check(location.offsetBytes())) {
                        case RecordCheck.Good(var header) ->
                                header.totalLength() == location.lengthBytes()
                                        ? null
                                        : "a record has not the length that the footer knows";
                        case RecordCheck.Bad bad -> bad.what();
                    };
            if (badOffset >= 0 && !what.equals(wrong)) {
                found(badOffset, what, ids);
                badOffset = -1;
                ids.clear();
            }
            if (wrong != null) {
                badOffset = badOffset < 0 ? location.offsetBytes() : badOffset;
                what = wrong;
                ids.addAll(row.objectIds());
            }
        }
        if (badOffset >= 0) {
            found(badOffset, what, ids);
        }
    }

    private void scanAll(SegmentScanner scanner, long end) throws IOException {
        SegmentScanner.Ending ending =
                scanner.scan(
                        SegmentHeader.LENGTH,
                        new SegmentScanner.Visitor() {
                            @Override
                            public void good(StoredRecord record) {
                                // Only what is bad is told.
                            }

                            @Override
                            public void bad(long offset, long stop, RecordCheck.Bad reason) {
                                found(offset, reason.what(), List.of());
                            }
                        });
        if (ending.tail() != null) {
            found(ending.offset(), ending.tail().what(), List.of());
        } else if (end < segment.recordBytes()) {
            found(end, "the file ends too early", List.of());
        }
    }

    private static void rethrowUnlessDamage(ProtocolException e) throws ProtocolException {
        if (e.code() != ErrorCode.DAMAGED) {
            throw e;
        }
    }

    private void found(long offset, @Nullable String what, List<Id> ids) {
        findings.add(
                new SegmentFinding(
                        segment.segmentId(),
                        segment.vaultNumber(),
                        segment.file(),
                        offset,
                        String.valueOf(what),
                        kind,
                        ids));
    }
}
