package dev.varve.repo.store.segment;

import dev.varve.protocol.record.RecordHeader;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Walks the records of one segment front to back, and finds the next good one behind damage: by the
 * length in a whole header, else by looking at every eighth byte for a header that belongs exactly
 * there. Confined to one thread.
 */
final class SegmentScanner {
    private static final int WINDOW_LENGTH = 1 << 20;

    private final StorageFile file;
    private final int vaultNumber;
    private final long segmentId;
    private final long end;
    private final PlaceChecksum place;
    private ByteBuffer window;
    private long windowOffset;

    /** Takes what the scan finds, in order. */
    interface Visitor {
        /** The record's bytes are overwritten after the call. */
        void good(StoredRecord record) throws IOException;

        /** Bytes from {@code offset} to {@code end} are no good records; good ones follow. */
        void bad(long offset, long end, RecordCheck.Bad reason) throws IOException;
    }

    /**
     * Where the scan ended.
     *
     * @param offset end of the last good record
     * @param tail what is wrong behind it; null when it is the end of the bytes
     */
    record Ending(long offset, RecordCheck.@Nullable Bad tail) {}

    /** Scans up to {@code end}, which must be at most the length of the file. */
    SegmentScanner(StorageFile file, SegmentHeader header, long end) {
        this.file = file;
        this.vaultNumber = header.vaultNumber();
        this.segmentId = header.segmentId();
        this.end = end;
        this.place = new PlaceChecksum(header.repositoryId(), header.segmentId());
        this.window = newWindow((int) Math.min(WINDOW_LENGTH, Math.max(end, RecordHeader.LENGTH)));
        window.limit(0);
    }

    Ending scan(long from, Visitor visitor) throws IOException {
        long at = from;
        while (at < end) {
            RecordCheck check = check(at);
            if (check instanceof RecordCheck.Good good) {
                visitor.good(record(at, good.header()));
                at += good.header().totalLength();
                continue;
            }
            RecordCheck.Bad bad = (RecordCheck.Bad) check;
            long next = nextGood(at, bad);
            if (next < 0) {
                return new Ending(at, bad);
            }
            visitor.bad(at, next, bad);
            at = next;
        }
        return new Ending(at, null);
    }

    /** What lies at one place. */
    RecordCheck check(long at) throws IOException {
        fill(at, RecordHeader.LENGTH);
        int start = (int) (at - windowOffset);
        RecordCheck header = RecordCheck.header(window, start, at, place);
        if (!(header instanceof RecordCheck.Good good)) {
            return header;
        }
        int length = good.header().totalLength();
        if (length > end - at) {
            return new RecordCheck.Bad("a record is cut short", good.header());
        }
        fill(at, length);
        return RecordCheck.whole(window, (int) (at - windowOffset), at, place);
    }

    private StoredRecord record(long at, RecordHeader header) {
        ByteBuffer bytes =
                window.slice((int) (at - windowOffset), header.totalLength())
                        .order(ByteOrder.LITTLE_ENDIAN);
        return new StoredRecord(
                vaultNumber,
                new RecordLocation(segmentId, at, header.totalLength()),
                header,
                bytes);
    }

    private long nextGood(long at, RecordCheck.Bad bad) throws IOException {
        RecordHeader header = bad.header();
        if (header != null) {
            long behind = at + header.totalLength();
            if (behind < end && check(behind) instanceof RecordCheck.Good) {
                return behind;
            }
        }
        for (long next = at + RecordHeader.ALIGNMENT;
                next <= end - RecordHeader.LENGTH;
                next += RecordHeader.ALIGNMENT) {
            fill(next, RecordHeader.LENGTH);
            boolean begins = window.getInt((int) (next - windowOffset)) == RecordHeader.MAGIC;
            if (begins && check(next) instanceof RecordCheck.Good) {
                return next;
            }
        }
        return -1;
    }

    /**
     * Makes {@code length} bytes from {@code at} lie in the window, as far as the file has them.
     */
    private void fill(long at, int length) throws IOException {
        boolean inside = at >= windowOffset && at + length <= windowOffset + window.limit();
        if (inside) {
            return;
        }
        if (window.capacity() < length) {
            window = newWindow(length);
        }
        window.clear().limit((int) Math.min(window.capacity(), end - at));
        file.read(window, at);
        window.flip();
        windowOffset = at;
    }

    private static ByteBuffer newWindow(int length) {
        return ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
