package dev.varve.repo.store;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.Index;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.store.image.DeltaPage;
import dev.varve.repo.store.image.DeltaReader;
import dev.varve.repo.store.image.DeltaSource;
import dev.varve.repo.store.segment.ReadResult;
import dev.varve.repo.store.segment.RecordStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The deltas of one image of a session in page order, read back from their records by the places
 * that the index keeps. Holds a window of places and a few records in memory. Confined to one
 * thread.
 */
final class StoredDeltas implements DeltaSource {
    /** Bytes of a page number that the pages of one window have in common: 65,536 of them. */
    private static final int WINDOW_PREFIX_BYTES = 6;

    private static final long CACHED_BYTES = 32 << 20;

    private record Place(RecordLocation record, int groupOffset) {}

    private final RecordStore records;
    private final Index index;
    private final Deque<byte[]> windowPrefixes = new ArrayDeque<>();
    private final Deque<Place> window = new ArrayDeque<>();
    private final Map<RecordLocation, ByteBuffer> cache = new LinkedHashMap<>(16, 0.75f, true);
    private long cachedBytes;
    private @Nullable DeltaPage next;

    StoredDeltas(RecordStore records, Index index, int vaultNumber, Uid session, int ordinal)
            throws IOException {
        this.records = records;
        this.index = index;
        index.scan(
                Family.DELTAS,
                StoreKeys.deltas(vaultNumber, session, ordinal),
                (key, value) -> {
                    addWindow(
                            Arrays.copyOf(key, StoreKeys.DELTA_PAGE_OFFSET + WINDOW_PREFIX_BYTES));
                    return true;
                });
    }

    private void addWindow(byte[] prefix) {
        if (!Arrays.equals(windowPrefixes.peekLast(), prefix)) {
            windowPrefixes.add(prefix);
        }
    }

    /** Numbers of the pages for which a session has deltas, ascending. */
    static List<Long> durablePages(Index index, int vaultNumber, Uid session, int ordinal)
            throws IOException {
        List<Long> pages = new ArrayList<>();
        index.scan(
                Family.DELTAS,
                StoreKeys.deltas(vaultNumber, session, ordinal),
                (key, value) -> {
                    long page = ByteBuffer.wrap(key).getLong(StoreKeys.DELTA_PAGE_OFFSET);
                    if (pages.isEmpty() || pages.getLast() != page) {
                        pages.add(page);
                    }
                    return true;
                });
        return pages;
    }

    @Override
    public @Nullable DeltaPage peek() throws IOException {
        if (next == null) {
            if (window.isEmpty() && !windowPrefixes.isEmpty()) {
                fillWindow(windowPrefixes.remove());
            }
            Place place = window.poll();
            next = place == null ? null : read(place);
        }
        return next;
    }

    @Override
    public void advance() {
        next = null;
    }

    private void fillWindow(byte[] prefix) throws IOException {
        index.scan(
                Family.DELTAS,
                prefix,
                (key, value) -> {
                    window.add(place(key, value));
                    return true;
                });
    }

    private static Place place(byte[] key, byte[] value) {
        ByteBuffer keyBytes = ByteBuffer.wrap(key);
        ByteBuffer valueBytes = ByteBuffer.wrap(value);
        RecordLocation record =
                new RecordLocation(
                        keyBytes.getLong(StoreKeys.DELTA_SEGMENT_OFFSET),
                        keyBytes.getLong(StoreKeys.DELTA_RECORD_OFFSET),
                        valueBytes.getInt());
        return new Place(record, valueBytes.getInt());
    }

    private DeltaPage read(Place place) throws IOException {
        ByteBuffer payload = cache.get(place.record);
        if (payload == null) {
            payload = load(place.record);
            cache.put(place.record, payload);
            cachedBytes += payload.limit();
            dropOldest();
        }
        return DeltaReader.group(payload, place.groupOffset);
    }

    private void dropOldest() {
        var oldest = cache.entrySet().iterator();
        while (cachedBytes > CACHED_BYTES && cache.size() > 1 && oldest.hasNext()) {
            cachedBytes -= oldest.next().getValue().limit();
            oldest.remove();
        }
    }

    private ByteBuffer load(RecordLocation location) throws IOException {
        return switch (records.read(location)) {
            case ReadResult.Found found -> found.record().payload();
            case ReadResult.Absent _ ->
                    throw damaged("segment " + location.segmentId() + " is gone");
            case ReadResult.Damaged damaged -> throw damaged(damaged.finding().message());
        };
    }

    private static ProtocolException damaged(String what) {
        return new ProtocolException(
                ErrorCode.DAMAGED,
                "what this session sent cannot be read back: " + what,
                "Give the session up and back up again.");
    }
}
