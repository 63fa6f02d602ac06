package dev.varve.repo.store;

import dev.varve.repo.index.Family;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * When each sealed segment of a vault was last read whole and found good, by the retention clock.
 * One that never was counts from when it was first seen. Derived: an index made anew begins again.
 */
final class VerifiedSegments {
    private final VaultContext vault;

    VerifiedSegments(VaultContext vault) {
        this.vault = vault;
    }

    /**
     * One sealed segment.
     *
     * @param readMillis 0: never
     * @param sinceMillis {@code readMillis}, or when it was first seen
     */
    record Verified(SegmentInfo segment, long readMillis, long sinceMillis) {}

    /** Those to be read first come first. */
    List<Verified> oldestFirst() throws IOException {
        long now = vault.parts().retention().nowMillis();
        List<Verified> all = new ArrayList<>();
        IndexBatch batch = vault.index().newBatch();
        for (SegmentInfo segment : vault.records().segments()) {
            if (segment.vaultNumber() != vault.vaultNumber() || !segment.sealed()) {
                continue;
            }
            byte[] known = vault.index().get(Family.LABELS, key(segment.segmentId()));
            if (known == null) {
                batch.put(Family.LABELS, key(segment.segmentId()), value(0, now));
                all.add(new Verified(segment, 0, now));
            } else {
                ByteBuffer value = ByteBuffer.wrap(known);
                all.add(new Verified(segment, value.getLong(), value.getLong()));
            }
        }
        vault.index().write(batch);
        all.sort(
                Comparator.comparingLong(Verified::readMillis)
                        .thenComparingLong(each -> each.segment.segmentId()));
        return all;
    }

    /** It was read whole, and nothing was wrong. */
    void good(long segmentId) throws IOException {
        long now = vault.parts().retention().nowMillis();
        IndexBatch batch = vault.index().newBatch();
        batch.put(Family.LABELS, key(segmentId), value(now, now));
        vault.index().write(batch);
    }

    private byte[] key(long segmentId) {
        return StoreKeys.label(vault.vaultNumber(), StoreKeys.SEGMENT_VERIFIED, segmentId);
    }

    private static byte[] value(long readMillis, long sinceMillis) {
        return ByteBuffer.allocate(2 * Long.BYTES).putLong(readMillis).putLong(sinceMillis).array();
    }
}
