package dev.varve.repo.store;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.CheckProgress;
import dev.varve.repo.store.segment.RecordStore.CheckDepth;
import dev.varve.repo.store.segment.RecordStore.SegmentCheckResult;
import dev.varve.repo.store.segment.SegmentFinding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;

/**
 * Reads sealed segments whole, those first that were not read for the longest time, until a budget
 * is spent. Each that is done is remembered, so that the next run goes on. Confined to one thread.
 */
final class Scrub {
    private final VaultContext vault;
    private final CompactionPace pace;
    private final CheckMonitor monitor;
    private final Lock unmoved;
    private final DamageMarks marks;
    private final VerifiedSegments verified;
    private final List<SegmentFinding> findings = new ArrayList<>();
    private int segments;
    private long readBytes;

    /**
     * @param unmoved held while one segment is read, so that it is not taken away meanwhile
     */
    Scrub(VaultContext vault, CompactionPace pace, CheckMonitor monitor, Lock unmoved) {
        this.vault = vault;
        this.pace = pace;
        this.monitor = monitor;
        this.unmoved = unmoved;
        this.marks = new DamageMarks(vault);
        this.verified = new VerifiedSegments(vault);
    }

    /**
     * Runs until about {@code budgetBytes} are read, or all is.
     *
     * @throws ProtocolException CANCELLED; what was read by then is remembered
     */
    ScrubResult run(long budgetBytes) throws IOException {
        for (VerifiedSegments.Verified next : verified.oldestFirst()) {
            if (readBytes >= budgetBytes) {
                break;
            }
            long bytes = next.segment().recordBytes();
            if (!pace.pass(Math.min(bytes, Integer.MAX_VALUE))) {
                throw new ProtocolException(ErrorCode.CANCELLED, "the scrub was cancelled", "");
            }
            read(next.segment().segmentId());
            monitor.progress(
                    CheckProgress.newBuilder()
                            .setDoneBytes(readBytes)
                            .setTotalBytes(Math.max(budgetBytes, readBytes))
                            .build());
        }
        return new ScrubResult(segments, readBytes, findings);
    }

    private void read(long segmentId) throws IOException {
        unmoved.lock();
        try {
            boolean gone =
                    vault.records().segments().stream()
                            .noneMatch(segment -> segment.segmentId() == segmentId);
            if (gone) {
                return;
            }
            SegmentCheckResult result = vault.records().check(segmentId, CheckDepth.DATA);
            segments++;
            readBytes += result.bytesRead();
            for (SegmentFinding finding : result.findings()) {
                var _ = marks.mark(finding);
                findings.add(finding);
            }
            if (result.findings().isEmpty()) {
                verified.good(segmentId);
            }
        } finally {
            unmoved.unlock();
        }
    }
}
