package dev.varve.repo.store;

import dev.varve.repo.index.RecordLocation;
import org.jspecify.annotations.Nullable;

/**
 * Counts the runs of places that are read one after another. A gap that a reader would rather read
 * than skip does not end a run. Confined to one thread.
 */
final class RunCount {
    /** As batch reads have it. */
    private static final int GAP_BYTES = 32 << 10;

    private @Nullable RecordLocation last;
    private long bytes;
    private long runs;

    /** The next record; the same one again, for another of its chunks, is no step. */
    void add(RecordLocation next) {
        RecordLocation before = last;
        if (next.equals(before)) {
            return;
        }
        bytes += next.lengthBytes();
        if (before == null || !follows(before, next)) {
            runs++;
        }
        last = next;
    }

    private static boolean follows(RecordLocation before, RecordLocation next) {
        long gap = next.offsetBytes() - before.endBytes();
        return before.segmentId() == next.segmentId() && gap >= 0 && gap <= GAP_BYTES;
    }

    long bytes() {
        return bytes;
    }

    long runs() {
        return runs;
    }
}
