package dev.varve.repo.store;

import dev.varve.protocol.model.Id;
import dev.varve.repo.index.ObjectEntry;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.store.segment.ReadResult;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether each chunk has a place in a good segment. Reads no data, but for chunks of segments
 * in which something is wrong without it being known which records that touches.
 */
final class ChunkPlaces {
    private final VaultContext vault;
    private final Map<Long, SegmentInfo> segments = new HashMap<>();
    private final Set<Long> suspects = new HashSet<>();
    private final DamageMarks marks;

    ChunkPlaces(VaultContext vault, List<SegmentInfo> segments, DamageMarks marks) {
        this.vault = vault;
        this.marks = marks;
        segments.forEach(segment -> this.segments.put(segment.segmentId(), segment));
    }

    /** Something is wrong in this segment, and nobody knows which records it touches. */
    void suspect(long segmentId) {
        suspects.add(segmentId);
    }

    /** Bit i is set when chunk i cannot be read; the findings say why. */
    BitSet unreadable(List<Id> ids, CheckFindings findings) throws IOException {
        BitSet unreadable = new BitSet();
        List<@Nullable ObjectEntry> entries =
                vault.index().objects(ObjectKind.CHUNK, vault.vaultNumber(), ids);
        for (int i = 0; i < ids.size(); i++) {
            ObjectEntry entry = entries.get(i);
            RecordLocation location = entry == null ? null : entry.location();
            boolean bad;
            if (findings.isKnown(ids.get(i))) {
                bad = true;
            } else if (entry == null || location == null) {
                bad = lost(ids.get(i), findings);
            } else {
                bad = isUnreadable(ids.get(i), entry, location, findings);
            }
            if (bad) {
                unreadable.set(i);
                marks.unreadable(ObjectKind.CHUNK, ids.get(i));
            }
        }
        return unreadable;
    }

    private static boolean lost(Id id, CheckFindings findings) {
        findings.add("chunks are in no segment", "", 0, id);
        return true;
    }

    private boolean isUnreadable(
            Id id, ObjectEntry entry, RecordLocation location, CheckFindings findings)
            throws IOException {
        SegmentInfo segment = segments.get(location.segmentId());
        if (segment == null) {
            segment = findNewer(location.segmentId());
        }
        if (segment == null) {
            findings.add("segment " + location.segmentId() + " is missing", "", 0, id);
            return true;
        }
        if (!entry.present() || suspects.contains(location.segmentId())) {
            return readFails(id, findings);
        }
        if (location.endBytes() > segment.recordBytes()) {
            findings.add("the segment ends too early", segment.file(), segment.recordBytes(), id);
            return true;
        }
        return false;
    }

    /** Segments grow and begin while a check runs. */
    private @Nullable SegmentInfo findNewer(long segmentId) {
        for (SegmentInfo segment : vault.records().segments()) {
            segments.put(segment.segmentId(), segment);
        }
        return segments.get(segmentId);
    }

    private boolean readFails(Id id, CheckFindings findings) throws IOException {
        return switch (vault.records().read(ObjectKind.CHUNK, vault.vaultNumber(), id)) {
            case ReadResult.Found _ -> false;
            case ReadResult.Absent _ -> lost(id, findings);
            case ReadResult.Damaged damaged -> {
                findings.add(
                        damaged.finding().what(),
                        damaged.finding().file(),
                        damaged.finding().offsetBytes(),
                        id);
                yield true;
            }
        };
    }
}
