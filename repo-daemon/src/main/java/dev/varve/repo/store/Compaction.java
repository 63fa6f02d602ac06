package dev.varve.repo.store;

import dev.varve.protocol.message.CheckProgress;
import dev.varve.repo.index.Family;
import dev.varve.repo.store.segment.RecordStore;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One pass over the segments of a vault: those with the most dead bytes are rewritten, until a
 * bound is reached. A pass that ends anywhere leaves a whole repository, and the next goes on.
 * Confined to one thread; the caller sees to it that nothing else walks the vault's objects.
 */
final class Compaction {
    private final VaultContext vault;
    private final SegmentRewrite rewrite;
    private final Sessions sessions;
    private final CompactionLimits limits;
    private final CheckMonitor monitor;
    private int deleted;
    private int locked;
    private long movedBytes;
    private long freedBytes;

    Compaction(
            VaultContext vault,
            SegmentRewrite rewrite,
            Sessions sessions,
            CompactionLimits limits,
            CheckMonitor monitor) {
        this.vault = vault;
        this.rewrite = rewrite;
        this.sessions = sessions;
        this.limits = limits;
        this.monitor = monitor;
    }

    /** A segment and what of it is dead, by the number of its entries. */
    private record Candidate(SegmentInfo segment, double deadShare) {}

    CompactionResult run() throws IOException {
        if (counting()) {
            return result("the references of a point are not counted yet");
        }
        List<Candidate> candidates = candidates();
        for (int i = 0; i < candidates.size(); i++) {
            if (monitor.cancelled() || movedBytes >= limits.movedBytes()) {
                break;
            }
            consider(candidates.get(i).segment);
            monitor.progress(
                    CheckProgress.newBuilder()
                            .setDoneBytes(i + 1)
                            .setTotalBytes(candidates.size())
                            .build());
        }
        return result("");
    }

    private CompactionResult result(String waiting) {
        return new CompactionResult(deleted, movedBytes, freedBytes, locked, waiting);
    }

    /** Counting walks nodes that nothing refers to any more. */
    private boolean counting() throws IOException {
        boolean[] pending = new boolean[1];
        vault.index()
                .scan(
                        Family.CURSORS,
                        StoreKeys.vault(vault.vaultNumber()),
                        (key, value) -> {
                            byte kind = StoreKeys.cursorKind(key);
                            pending[0] |= kind == StoreKeys.COUNTING || kind == StoreKeys.EXPIRING;
                            return !pending[0];
                        });
        return pending[0];
    }

    private List<Candidate> candidates() throws IOException {
        long barrier = sessions.barrier();
        List<Candidate> candidates = new ArrayList<>();
        for (SegmentInfo segment : vault.records().segments()) {
            if (segment.vaultNumber() == vault.vaultNumber()
                    && segment.sealed()
                    && segment.segmentId() < barrier) {
                double entries = Math.max(1, vault.records().entryCount(segment.segmentId()));
                double dead = 1 - vault.index().liveEntries(segment.segmentId()) / entries;
                if (dead >= limits.deadShare()) {
                    candidates.add(new Candidate(segment, dead));
                }
            }
        }
        candidates.sort(Comparator.comparingDouble(Candidate::deadShare).reversed());
        return candidates;
    }

    private void consider(SegmentInfo segment) throws IOException {
        if (rewrite.isLocked(segment.segmentId())) {
            locked++;
            return;
        }
        Set<Long> existing =
                vault.records().segments().stream()
                        .map(RecordStore.SegmentInfo::segmentId)
                        .collect(Collectors.toSet());
        SegmentContent content = new SegmentContent(vault, segment, existing);
        if (content.immovable() || content.deadShare() < limits.deadShare()) {
            return;
        }
        if (rewrite.rewrite(segment, content)) {
            deleted++;
            movedBytes += content.liveBytes();
            freedBytes += segment.recordBytes() - content.liveBytes();
        }
    }
}
