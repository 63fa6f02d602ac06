package dev.varve.repo.store.segment;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordHeader;
import dev.varve.repo.index.Index;
import dev.varve.repo.index.ObjectEntry;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.store.segment.RecordStore.BatchReadResult;
import dev.varve.repo.store.segment.RecordStore.RecordBufferSink;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads many records in the order asked: one look-up for all, then window by window the places
 * sorted, neighbours read in one piece, the records handed out as slices of it without a copy.
 * Confined to one thread, used once.
 */
final class BatchReader {
    /** Bytes between two records that are rather read than skipped. */
    private static final int GAP_BYTES = 32 << 10;

    private static final int MOST_PIECE_BYTES = 4 << 20;

    private final Index index;
    private final SegmentCatalog catalog;
    private final SegmentFiles files;
    private final RecordReads reads;
    private final int windowBytes;
    private final ObjectKind kind;
    private final int vaultNumber;
    private final List<Id> absent = new ArrayList<>();
    private final List<Id> damaged = new ArrayList<>();

    BatchReader(
            Index index,
            SegmentCatalog catalog,
            SegmentFiles files,
            RecordReads reads,
            int windowBytes,
            ObjectKind kind,
            int vaultNumber) {
        this.index = index;
        this.catalog = catalog;
        this.files = files;
        this.reads = reads;
        this.windowBytes = windowBytes;
        this.kind = kind;
        this.vaultNumber = vaultNumber;
    }

    /** What is wanted of one record. */
    private record Wanted(Id id, int entryNumber) {}

    BatchReadResult read(List<Id> ids, RecordBufferSink sink) throws IOException {
        List<@Nullable ObjectEntry> entries = index.objects(kind, vaultNumber, ids);
        Map<RecordLocation, List<Wanted>> window = new LinkedHashMap<>();
        Map<RecordLocation, List<Wanted>> wanted = new LinkedHashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            ObjectEntry entry = entries.get(i);
            if (entry == null) {
                absent.add(ids.get(i));
            } else if (entry.location() == null) {
                damaged.add(ids.get(i));
            } else {
                wanted.computeIfAbsent(entry.location(), at -> new ArrayList<>())
                        .add(new Wanted(ids.get(i), entry.entryNumber()));
            }
        }
        long bytes = 0;
        for (Map.Entry<RecordLocation, List<Wanted>> each : wanted.entrySet()) {
            if (!window.isEmpty() && bytes + each.getKey().lengthBytes() > windowBytes) {
                readWindow(window, sink);
                window.clear();
                bytes = 0;
            }
            window.put(each.getKey(), each.getValue());
            bytes += each.getKey().lengthBytes();
        }
        readWindow(window, sink);
        return new BatchReadResult(distinct(absent), distinct(damaged));
    }

    private static List<Id> distinct(List<Id> ids) {
        Set<Id> seen = new HashSet<>();
        return ids.stream().filter(seen::add).toList();
    }

    private void readWindow(Map<RecordLocation, List<Wanted>> window, RecordBufferSink sink)
            throws IOException {
        Map<RecordLocation, ByteBuf> records = new HashMap<>();
        try {
            List<RecordLocation> sorted = window.keySet().stream().sorted().toList();
            int start = 0;
            while (start < sorted.size()) {
                int end = pieceEnd(sorted, start);
                readPiece(sorted.subList(start, end), records);
                start = end;
            }
            for (Map.Entry<RecordLocation, List<Wanted>> each : window.entrySet()) {
                ByteBuf record = records.remove(each.getKey());
                if (record == null) {
                    lookAgain(each.getValue(), sink);
                } else {
                    handOut(each.getValue(), record, sink);
                }
            }
        } finally {
            records.values().forEach(ByteBuf::release);
        }
    }

    private static int pieceEnd(List<RecordLocation> sorted, int start) {
        RecordLocation first = sorted.get(start);
        int end = start + 1;
        while (end < sorted.size()) {
            RecordLocation next = sorted.get(end);
            boolean near =
                    next.segmentId() == first.segmentId()
                            && next.offsetBytes() - sorted.get(end - 1).endBytes() <= GAP_BYTES
                            && next.endBytes() - first.offsetBytes() <= MOST_PIECE_BYTES;
            if (!near) {
                break;
            }
            end++;
        }
        return end;
    }

    private void readPiece(List<RecordLocation> neighbours, Map<RecordLocation, ByteBuf> records)
            throws IOException {
        RecordLocation first = neighbours.getFirst();
        SegmentInfo segment = catalog.find(first.segmentId());
        if (segment == null) {
            return;
        }
        int length = (int) (neighbours.getLast().endBytes() - first.offsetBytes());
        ByteBuf piece = PooledByteBufAllocator.DEFAULT.directBuffer(length, length);
        try {
            ByteBuffer bytes = piece.nioBuffer(0, length).order(ByteOrder.LITTLE_ENDIAN);
            if (!fill(bytes, segment, first.offsetBytes())) {
                return;
            }
            bytes.flip();
            piece.writerIndex(bytes.limit());
            for (RecordLocation location : neighbours) {
                int at = (int) (location.offsetBytes() - first.offsetBytes());
                if (reads.check(bytes, at, location) instanceof RecordCheck.Good) {
                    records.put(location, piece.retainedSlice(at, location.lengthBytes()));
                }
            }
        } finally {
            piece.release();
        }
    }

    private boolean fill(ByteBuffer bytes, SegmentInfo segment, long offset) throws IOException {
        try (SegmentFiles.Lease lease = files.lease(segment.file())) {
            lease.file().read(bytes, offset);
            return true;
        } catch (ProtocolException e) {
            throw e;
        } catch (IOException e) {
            if (e instanceof FileSystemException && !(e instanceof NoSuchFileException)) {
                throw e;
            }
            SegmentStore.LOGGER
                    .atError()
                    .setCause(e)
                    .addKeyValue("file", segment.file())
                    .addKeyValue("offset", offset)
                    .log("records cannot be read");
            return false;
        }
    }

    /** Compaction may have moved it since the look-up; what is damaged is found to be so again. */
    private void lookAgain(List<Wanted> wanted, RecordBufferSink sink) throws IOException {
        for (Wanted each : wanted) {
            switch (reads.read(kind, vaultNumber, each.id())) {
                case ReadResult.Found found ->
                        sink.accept(Unpooled.wrappedBuffer(found.record().bytes().duplicate()));
                case ReadResult.Absent _ -> absent.add(each.id());
                case ReadResult.Damaged _ -> damaged.add(each.id());
            }
        }
    }

    private void handOut(List<Wanted> wanted, ByteBuf record, RecordBufferSink sink)
            throws IOException {
        boolean any = false;
        ByteBuffer bytes = record.nioBuffer();
        int entryCount = entryCount(bytes);
        for (Wanted each : wanted) {
            boolean named =
                    each.entryNumber() < entryCount
                            && RecordHeader.entryId(bytes, 0, each.entryNumber()).equals(each.id());
            if (named) {
                any = true;
            } else {
                absent.add(each.id());
            }
        }
        if (any) {
            sink.accept(record);
        } else {
            record.release();
        }
    }

    private static int entryCount(ByteBuffer bytes) {
        return Short.toUnsignedInt(
                bytes.order(ByteOrder.LITTLE_ENDIAN).getShort(RecordHeader.ENTRY_COUNT_OFFSET));
    }
}
