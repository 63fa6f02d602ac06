package dev.varve.repo.store.segment;

import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Which segments there are. Safe for several threads. */
final class SegmentCatalog {
    private final ConcurrentSkipListMap<Long, SegmentInfo> segments = new ConcurrentSkipListMap<>();

    void put(SegmentHeader header, long recordBytes, boolean sealed) {
        segments.put(
                header.segmentId(),
                new SegmentInfo(
                        header.segmentId(),
                        header.segmentClass(),
                        header.vaultNumber(),
                        SegmentNames.file(header.segmentClass(), header.segmentId()),
                        recordBytes,
                        sealed));
    }

    void remove(long segmentId) {
        segments.remove(segmentId);
    }

    @Nullable SegmentInfo find(long segmentId) {
        return segments.get(segmentId);
    }

    List<SegmentInfo> all() {
        return List.copyOf(segments.values());
    }
}
