package dev.varve.repo.store.segment;

import dev.varve.protocol.error.ProtocolException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many bytes the records of each vault take: the sum of {@code SegmentInfo.recordBytes}, and of
 * the runs that are written and not durable yet. Counted from the segments at each start, and kept
 * by addition from there on. Safe for several threads.
 */
final class VaultBytes {
    private final Map<Integer, Count> vaults = new ConcurrentHashMap<>();

    /** One vault's. Guarded by itself. */
    private static final class Count {
        private long bytes;
        private long copiedBytes;
    }

    /** All of them, copies of compaction included. */
    long of(int vaultNumber) {
        Count count = count(vaultNumber);
        synchronized (count) {
            return count.bytes;
        }
    }

    /** Counts {@code bytes} more, or less when negative. */
    void add(int vaultNumber, long bytes) {
        Count count = count(vaultNumber);
        synchronized (count) {
            count.bytes += bytes;
        }
    }

    /** Counts a run if {@code admission} lets it in. */
    void admit(int vaultNumber, long runBytes, Admission admission) throws ProtocolException {
        Count count = count(vaultNumber);
        synchronized (count) {
            admission.admit(count.bytes - count.copiedBytes, runBytes);
            count.bytes += runBytes;
        }
    }

    /** Counts a copy of what lies in a segment that is to go. */
    void addCopy(int vaultNumber, long bytes) {
        Count count = count(vaultNumber);
        synchronized (count) {
            count.bytes += bytes;
            count.copiedBytes += bytes;
        }
    }

    /** From here on copies count for what they take, like all else. */
    void copiesDone(int vaultNumber) {
        Count count = count(vaultNumber);
        synchronized (count) {
            count.copiedBytes = 0;
        }
    }

    private Count count(int vaultNumber) {
        return vaults.computeIfAbsent(vaultNumber, number -> new Count());
    }
}
