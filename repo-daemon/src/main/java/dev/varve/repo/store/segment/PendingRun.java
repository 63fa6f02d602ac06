package dev.varve.repo.store.segment;

import dev.varve.protocol.record.RecordHeader;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.RecordLocation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A run that is written and waits for its fsync: what applying it will need, copied, since the
 * caller has its bytes back by then. Payloads of chunks and nodes are not needed.
 */
record PendingRun(
        AppendedRun place, List<PendingRecord> records, CompletableFuture<AppendedRun> future) {

    /** One record of the run; {@code record} is null for chunks and nodes. */
    record PendingRecord(RecordRow row, @Nullable StoredRecord record) {}

    static PendingRun of(AppendedRun place, int vaultNumber, RecordRun run) {
        List<PendingRecord> records = new ArrayList<>(run.recordCount());
        ByteBuffer bytes = run.bytes();
        for (int i = 0; i < run.recordCount(); i++) {
            RecordHeader header = run.header(i);
            int at = run.offset(i);
            RecordLocation location =
                    new RecordLocation(
                            place.segmentId(), place.offsetBytes() + at, header.totalLength());
            records.add(record(vaultNumber, header, location, bytes, at));
        }
        return new PendingRun(place, records, new CompletableFuture<>());
    }

    private static PendingRecord record(
            int vaultNumber,
            RecordHeader header,
            RecordLocation location,
            ByteBuffer bytes,
            int at) {
        boolean bare = header.type() == RecordType.CHUNKS || header.type() == RecordType.NODE;
        int tableLength = header.entryCount() * RecordHeader.TABLE_ENTRY_LENGTH;
        if (bare) {
            ByteBuffer table = copy(bytes, at + RecordHeader.LENGTH, tableLength);
            return new PendingRecord(
                    new RecordRow(header.type(), header.codec(), location, table), null);
        }
        StoredRecord record =
                new StoredRecord(
                        vaultNumber, location, header, copy(bytes, at, header.totalLength()));
        return new PendingRecord(rowOf(record), record);
    }

    /** The row of a record, a view of its bytes. */
    static RecordRow rowOf(StoredRecord record) {
        RecordHeader header = record.header();
        ByteBuffer table =
                record.bytes()
                        .slice(
                                RecordHeader.LENGTH,
                                header.entryCount() * RecordHeader.TABLE_ENTRY_LENGTH);
        return new RecordRow(header.type(), header.codec(), record.location(), table);
    }

    static ByteBuffer copy(ByteBuffer bytes, int at, int length) {
        byte[] copy = new byte[length];
        bytes.get(at, copy);
        return ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
    }
}
