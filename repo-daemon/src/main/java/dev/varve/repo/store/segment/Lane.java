package dev.varve.repo.store.segment;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The appends of one (vault, class): into its open segment, or a new one when that takes no more.
 * Safe for several threads.
 */
final class Lane {
    private final SegmentClass segmentClass;
    private final int vaultNumber;
    private final Opener opener;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable SegmentWriter current;

    /** Makes the next open segment. */
    @FunctionalInterface
    interface Opener {
        SegmentWriter open(SegmentClass segmentClass, int vaultNumber) throws IOException;
    }

    Lane(SegmentClass segmentClass, int vaultNumber, Opener opener) {
        this.segmentClass = segmentClass;
        this.vaultNumber = vaultNumber;
        this.opener = opener;
    }

    PendingRun append(RecordRun run, long nowNanos) throws IOException {
        lock.lock();
        try {
            while (true) {
                SegmentWriter writer = current;
                if (writer == null) {
                    writer = opener.open(segmentClass, vaultNumber);
                    current = writer;
                }
                PendingRun written = writer.append(run, nowNanos);
                if (written != null) {
                    return written;
                }
                current = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
