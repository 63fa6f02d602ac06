package dev.varve.repo.store;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.CheckProgress;
import dev.varve.repo.store.segment.RecordStore;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import dev.varve.repo.store.segment.SegmentClass;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over the segments of a vault: those with the most dead bytes are rewritten, until a
 * bound is reached. A pass that ends anywhere leaves a whole repository, and the next goes on.
 * Those for whose copies the disk has no room are left where they are. Confined to one thread; the
 * caller sees to it that nothing else walks the vault's objects.
 */
final class Compaction {
    private static final Logger LOGGER = LoggerFactory.getLogger(Compaction.class);

    private final VaultContext vault;
    private final SegmentRewrite rewrite;
    private final Sessions sessions;
    private final CompactionLimits limits;
    private final CheckMonitor monitor;
    private final long copiedBefore;
    private int deleted;
    private int locked;
    private long freedBytes;
    private @Nullable ProtocolException withoutRoom;

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
        this.copiedBefore = rewrite.copiedBytes();
    }

    /** A segment and what of it is dead, by the number of its entries. */
    private record Candidate(SegmentInfo segment, double deadShare) {}

    CompactionResult run() throws IOException {
        if (rewrite.counting()) {
            return result("the references of a point are not counted yet");
        }
        List<Candidate> candidates = candidates();
        for (int i = 0; i < candidates.size(); i++) {
            if (monitor.cancelled() || copiedBytes() >= limits.movedBytes()) {
                break;
            }
            considerUnlessDamaged(candidates.get(i).segment);
            monitor.progress(
                    CheckProgress.newBuilder()
                            .setDoneBytes(i + 1)
                            .setTotalBytes(candidates.size())
                            .build());
        }
        ProtocolException left = withoutRoom;
        if (left != null && deleted == 0) {
            throw left;
        }
        return result(left == null ? "" : String.valueOf(left.getMessage()));
    }

    private CompactionResult result(String waiting) {
        return new CompactionResult(deleted, copiedBytes(), 0, freedBytes, locked, waiting);
    }

    private long copiedBytes() {
        return rewrite.copiedBytes() - copiedBefore;
    }

    private List<Candidate> candidates() throws IOException {
        long barrier = sessions.barrier();
        List<SegmentInfo> sealed =
                vault.records().segments().stream().filter(SegmentInfo::sealed).toList();
        List<Candidate> candidates = new ArrayList<>();
        for (SegmentInfo segment : sealed) {
            if (segment.vaultNumber() == vault.vaultNumber()
                    && segment.segmentId() < barrier
                    && !hasVault(segment, sealed)) {
                addCandidate(segment, candidates);
            }
        }
        candidates.sort(Comparator.comparingDouble(Candidate::deadShare).reversed());
        return candidates;
    }

    /** The newest segment of class meta has the vault's document as it was last. */
    private static boolean hasVault(SegmentInfo segment, List<SegmentInfo> sealed) {
        return segment.segmentClass() == SegmentClass.META
                && sealed.stream()
                        .noneMatch(other ->
                                other.segmentClass() == SegmentClass.META
                                        && other.vaultNumber() == segment.vaultNumber()
                                        && other.segmentId() > segment.segmentId());
    }

    private void addCandidate(SegmentInfo segment, List<Candidate> candidates) throws IOException {
        int entries;
        try {
            entries = vault.records().entryCount(segment.segmentId());
        } catch (ProtocolException | NoSuchFileException e) {
            requireDamage(segment, e);
            return;
        }
        double live = vault.index().liveEntries(segment.segmentId());
        double dead = 1 - live / Math.max(1, entries);
        if (dead >= limits.deadShare()) {
            candidates.add(new Candidate(segment, dead));
        }
    }

    /** What is wrong with one segment must not keep the others from being compacted. */
    private void requireDamage(SegmentInfo segment, IOException e) throws IOException {
        if (e instanceof ProtocolException protocol && protocol.code() != ErrorCode.DAMAGED) {
            throw e;
        }
        LOGGER.atWarn()
                .addKeyValue("vault", vault.vaultName())
                .addKeyValue("file", segment.file())
                .setCause(e)
                .log("a damaged segment is not compacted");
    }

    private void considerUnlessDamaged(SegmentInfo segment) throws IOException {
        SegmentContent content;
        try {
            content = content(segment);
        } catch (ProtocolException | NoSuchFileException e) {
            requireDamage(segment, e);
            return;
        }
        consider(segment, content);
    }

    private SegmentContent content(SegmentInfo segment) throws IOException {
        Set<Long> existing =
                vault.records().segments().stream()
                        .map(RecordStore.SegmentInfo::segmentId)
                        .collect(Collectors.toSet());
        return new SegmentContent(vault, segment, existing, sessions.told());
    }

    /** Before the first byte: copies in vain would take the room that the end of points needs. */
    private boolean hasRoom(SegmentContent content) throws IOException {
        if (content.liveBytes() == 0) {
            return true;
        }
        try {
            vault.records().requireRoomForCopies(content.liveBytes());
            return true;
        } catch (ProtocolException e) {
            if (e.code() != ErrorCode.DISK_FULL) {
                throw e;
            }
            withoutRoom = e;
            return false;
        }
    }

    private void consider(SegmentInfo segment, SegmentContent content) throws IOException {
        if (content.immovable() || content.deadShare() < limits.deadShare()) {
            return;
        }
        if (rewrite.isLocked(segment.segmentId())) {
            locked++;
            return;
        }
        if (!hasRoom(content)) {
            return;
        }
        long before = rewrite.copiedBytes();
        if (rewrite.rewrite(segment, content)) {
            deleted++;
            freedBytes += segment.recordBytes() - (rewrite.copiedBytes() - before);
        }
    }
}
