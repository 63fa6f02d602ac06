package dev.varve.repo.store;

import dev.varve.protocol.model.Id;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.store.segment.AppendedRun;
import dev.varve.repo.store.segment.ReadResult;
import dev.varve.repo.store.segment.RecordRun;
import dev.varve.repo.store.segment.StoredRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Appends records once more, whole and unchanged, one behind the other; durable on return. The
 * index goes on to know the old place of what is in use. Confined to one thread.
 */
final class RecordCopies {
    private static final int RUN_BYTES = 1 << 20;

    private final VaultContext vault;
    private final CompactionPace pace;
    private long copiedBytes;

    RecordCopies(VaultContext vault, CompactionPace pace) {
        this.vault = vault;
        this.pace = pace;
    }

    /** Where a record lies once more, and what it holds. */
    record Copy(RecordLocation to, List<Id> ids) {}

    /** Hears of what cannot be read. */
    @FunctionalInterface
    interface Unreadable {
        /** Returns false to end the copying. */
        boolean goOn(RecordLocation at) throws IOException;
    }

    /** All that was written, also in vain. */
    long copiedBytes() {
        return copiedBytes;
    }

    /** By the old place; ends early when the pass does. */
    Map<RecordLocation, Copy> copy(Collection<RecordLocation> records, Unreadable unreadable)
            throws IOException {
        Map<RecordLocation, Copy> copies = new LinkedHashMap<>();
        List<StoredRecord> inRun = new ArrayList<>();
        ByteBuffer run = ByteBuffer.allocateDirect(RUN_BYTES);
        for (RecordLocation at : records) {
            if (!pace.pass(at.lengthBytes())) {
                return copies;
            }
            if (!(vault.records().read(at) instanceof ReadResult.Found found)) {
                if (unreadable.goOn(at)) {
                    continue;
                }
                return copies;
            }
            ByteBuffer bytes = found.record().bytes().duplicate();
            if (run.remaining() < bytes.remaining()) {
                append(run, inRun, copies);
                if (run.capacity() < bytes.remaining()) {
                    run = ByteBuffer.allocateDirect(bytes.remaining());
                }
            }
            put(found.record(), bytes, run);
            inRun.add(found.record());
        }
        append(run, inRun, copies);
        return copies;
    }

    /** A torn write may have left a record that is whole and not aligned by zeros. */
    private static void put(StoredRecord record, ByteBuffer bytes, ByteBuffer run) {
        int end =
                run.position() + record.header().payloadOffset() + record.header().payloadLength();
        run.put(bytes);
        for (int i = end; i < run.position(); i++) {
            run.put(i, (byte) 0);
        }
    }

    private void append(ByteBuffer run, List<StoredRecord> inRun, Map<RecordLocation, Copy> copies)
            throws IOException {
        if (inRun.isEmpty()) {
            return;
        }
        RecordRun records = RecordRun.parse(run.flip());
        AppendedRun place =
                DurableAppends.await(
                        () -> vault.records().appendMoved(vault.vaultNumber(), records));
        for (int i = 0; i < inRun.size(); i++) {
            RecordLocation to =
                    new RecordLocation(
                            place.segmentId(),
                            place.offsetBytes() + records.offset(i),
                            records.header(i).totalLength());
            copies.put(inRun.get(i).location(), new Copy(to, ids(inRun.get(i))));
        }
        copiedBytes += records.lengthBytes();
        inRun.clear();
        run.clear();
    }

    private static List<Id> ids(StoredRecord record) {
        List<Id> ids = new ArrayList<>(record.header().entryCount());
        for (int i = 0; i < record.header().entryCount(); i++) {
            ids.add(record.entryId(i));
        }
        return ids;
    }
}
