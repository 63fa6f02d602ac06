package dev.varve.repo.retention.guard;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the records of the log come to: each segment that was sealed and is not gone. */
final class SealedSegments {
    private final Map<SegmentRef, Entry> entries = new HashMap<>();

    /**
     * One of them.
     *
     * @param releasing it was about to be deleted, and may be gone already
     */
    record Entry(Lock lock, boolean releasing) {}

    Optional<Entry> find(SegmentRef segment) {
        return Optional.ofNullable(entries.get(segment));
    }

    Map<SegmentRef, Entry> all() {
        return Map.copyOf(entries);
    }

    int size() {
        return entries.size();
    }

    void apply(LogRecord record) {
        switch (record.kind()) {
            case SEALED, EXTENDED ->
                    entries.merge(
                            record.segment(),
                            new Entry(record.lock(), false),
                            (before, now) -> new Entry(before.lock().join(now.lock()), false));
            case RELEASING ->
                    entries.computeIfPresent(
                            record.segment(), (key, before) -> new Entry(before.lock(), true));
            case RELEASED -> entries.remove(record.segment());
            case TORN -> {}
        }
    }
}
