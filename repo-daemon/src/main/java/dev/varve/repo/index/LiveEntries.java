package dev.varve.repo.index;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many entries of each segment's records are referred to, as a batch changes it. Confined to
 * one thread.
 */
final class LiveEntries {
    private final Map<Long, Long> differences = new HashMap<>();

    void changed(@Nullable ObjectEntry before, @Nullable ObjectEntry after) {
        add(before, -1);
        add(after, 1);
    }

    private void add(@Nullable ObjectEntry entry, int sign) {
        if (entry == null || entry.references() == 0) {
            return;
        }
        RecordLocation location = entry.location();
        if (location != null) {
            differences.merge(location.segmentId(), (long) sign, Long::sum);
        }
    }

    /** By segment; those that cancel out are left out. */
    Map<Long, Long> differences() {
        differences.values().removeIf(difference -> difference == 0);
        return differences;
    }

    static byte[] key(long segmentId) {
        return ByteBuffer.allocate(Long.BYTES).putLong(segmentId).array();
    }

    static long decode(byte @Nullable [] value) {
        return value == null ? 0 : ByteBuffer.wrap(value).getLong();
    }

    static byte[] encode(long entries) {
        return ByteBuffer.allocate(Long.BYTES).putLong(entries).array();
    }
}
