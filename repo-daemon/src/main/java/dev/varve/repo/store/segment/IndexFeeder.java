package dev.varve.repo.store.segment;

import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.Index;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.index.SegmentState;
import java.io.IOException;

/**
 * Applies durable records to the index, in bounded batches that carry the watermark. Confined to
 * one thread.
 */
final class IndexFeeder {
    private static final int MOST_CHANGES = 8192;

    private final Index index;
    private final RecordApplier applier;

    IndexFeeder(Index index, RecordApplier applier) {
        this.index = index;
        this.applier = applier;
    }

    /** Reads a record whose payload the applier needs. */
    @FunctionalInterface
    interface Loader {
        StoredRecord load(RecordLocation location) throws IOException;
    }

    /** Applies the records of one segment, ascending; {@link #finish} ends it. */
    final class Feed {
        private final SegmentHeader header;
        private IndexBatch batch = index.newBatch();

        private Feed(SegmentHeader header) {
            this.header = header;
        }

        void apply(RecordRow row, Loader loader) throws IOException {
            if (row.type() == RecordType.CHUNKS || row.type() == RecordType.NODE) {
                ObjectKind kind = row.kind();
                for (int i = 0; i < row.entryCount(); i++) {
                    batch.putObject(kind, header.vaultNumber(), row.id(i), row.location(), i);
                }
            } else {
                applier.apply(loader.load(row.location()), batch);
            }
            if (batch.size() >= MOST_CHANGES) {
                write(row.location().endBytes(), row.location().endBytes(), 0);
            }
        }

        /**
         * Writes what is left.
         *
         * @param fileBytes length of the sealed file, 0 while it is open
         */
        void finish(long appliedBytes, long recordBytes, long fileBytes) throws IOException {
            write(appliedBytes, recordBytes, fileBytes);
        }

        private void write(long appliedBytes, long recordBytes, long fileBytes) throws IOException {
            batch.putSegment(
                    new SegmentState(
                            header.segmentId(),
                            header.segmentClass().number(),
                            header.vaultNumber(),
                            appliedBytes,
                            recordBytes,
                            fileBytes));
            index.write(batch);
            batch = index.newBatch();
        }
    }

    Feed feed(SegmentHeader header) {
        return new Feed(header);
    }
}
