package dev.varve.repo.store;

import dev.varve.protocol.message.Label;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.Index;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.retention.label.Labels;
import java.io.IOException;
import java.util.Set;

/**
 * Labels of segments: as long locked as the points that need them. Holds are not carried over: a
 * held point cannot expire, so what it needs is moved, never lost, when its segments are compacted.
 */
final class SegmentLabels {
    private SegmentLabels() {}

    /** Joins mode and times of a point's label to those of all segments it needs. */
    static void raise(IndexBatch batch, int vault, SegmentSet segments, Label label)
            throws IOException {
        if (Labels.lockedUntil(label) == 0) {
            return;
        }
        Label plain = Labels.of(label.getMode(), label.getRetainUntilMillis());
        for (long segment : moved(batch, vault, segments).ids()) {
            byte[] key = StoreKeys.label(vault, StoreKeys.SEGMENT_LABEL, segment);
            byte[] before = batch.get(Family.LABELS, key);
            Label old = before == null ? Label.getDefaultInstance() : Label.parseFrom(before);
            Label joined = Labels.join(old, plain);
            if (!joined.equals(old)) {
                batch.put(Family.LABELS, key, joined.toByteArray());
            }
        }
    }

    /** Follows what compaction moved since the set was made. */
    private static SegmentSet moved(IndexBatch batch, int vault, SegmentSet segments)
            throws IOException {
        SegmentSet all = SegmentSet.of(segments.ids());
        for (Long id = all.ids().isEmpty() ? null : all.ids().first(); id != null; ) {
            byte[] into =
                    batch.get(Family.LABELS, StoreKeys.label(vault, StoreKeys.SEGMENT_MOVED, id));
            // Content only moves to younger segments, so this ends.
            if (into != null) {
                all.ids().addAll(SegmentSet.decode(into).ids());
            }
            id = all.ids().higher(id);
        }
        return all;
    }

    /**
     * Content of a segment lies in others as well, or instead: who locks it locks those. What moved
     * before goes on to count.
     */
    static void moved(IndexBatch batch, int vault, long segment, Set<Long> into)
            throws IOException {
        byte[] key = StoreKeys.label(vault, StoreKeys.SEGMENT_MOVED, segment);
        byte[] before = batch.get(Family.LABELS, key);
        SegmentSet all = before == null ? SegmentSet.empty() : SegmentSet.decode(before);
        all.ids().addAll(into);
        batch.put(Family.LABELS, key, all.encode());
    }

    /** The label of a segment; the empty one when no locked point needs it. */
    static Label of(Index index, int vault, long segment) throws IOException {
        byte[] value =
                index.get(Family.LABELS, StoreKeys.label(vault, StoreKeys.SEGMENT_LABEL, segment));
        return value == null ? Label.getDefaultInstance() : Label.parseFrom(value);
    }
}
