package dev.varve.repo.store;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Check;
import dev.varve.protocol.message.CheckLevel;
import dev.varve.protocol.message.CheckProgress;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.Finding;
import dev.varve.repo.store.segment.RecordStore.CheckDepth;
import dev.varve.repo.store.segment.RecordStore.SegmentCheckResult;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import dev.varve.repo.store.segment.SegmentFinding;
import java.io.IOException;
import java.util.List;

/** One run of a check over one vault. Confined to one thread. */
final class VaultCheck {
    private final VaultContext vault;
    private final CheckMonitor monitor;
    private final CheckResult.Builder result = CheckResult.newBuilder();

    VaultCheck(VaultContext vault, CheckMonitor monitor) {
        this.vault = vault;
        this.monitor = monitor;
    }

    CheckResult run(Check request) throws IOException {
        CheckDepth depth =
                request.getLevel() == CheckLevel.CHECK_LEVEL_DATA
                        ? CheckDepth.DATA
                        : CheckDepth.QUICK;
        List<SegmentInfo> segments =
                vault.records().segments().stream()
                        .filter(segment -> segment.vaultNumber() == vault.vaultNumber())
                        .toList();
        long totalBytes = segments.stream().mapToLong(SegmentInfo::recordBytes).sum();
        for (SegmentInfo segment : segments) {
            requireWanted();
            SegmentCheckResult checked = vault.records().check(segment.segmentId(), depth);
            result.setSegments(result.getSegments() + 1);
            result.setReadBytes(result.getReadBytes() + checked.bytesRead());
            checked.findings().forEach(this::add);
            monitor.progress(
                    CheckProgress.newBuilder()
                            .setDoneBytes(result.getReadBytes())
                            .setTotalBytes(totalBytes)
                            .build());
        }
        return result.build();
    }

    private void add(SegmentFinding finding) {
        if (result.getFindingsCount() == vault.parts().limits().findings()) {
            result.setFindingsLeftOut(result.getFindingsLeftOut() + 1);
            return;
        }
        result.addFindings(
                Finding.newBuilder()
                        .setWhat(finding.what())
                        .setSegment(finding.file())
                        .setOffsetBytes(finding.offsetBytes())
                        .setIds(PointImages.bytes(finding.ids())));
    }

    private void requireWanted() throws ProtocolException {
        if (monitor.cancelled()) {
            throw new ProtocolException(ErrorCode.CANCELLED, "the check was cancelled", "");
        }
    }
}
