package dev.varve.repo.store.segment;

import dev.varve.protocol.model.Id;
import dev.varve.repo.index.ObjectKind;
import java.util.List;

/**
 * Something wrong in one place of one segment.
 *
 * @param file name below the data directory
 * @param offsetBytes where the damage begins; 0 when it concerns the whole file
 * @param what what is wrong, in one sentence without the place
 * @param kind what {@code ids} name
 * @param ids chunks or nodes that cannot be read because of it, as far as is known
 */
public record SegmentFinding(
        long segmentId,
        int vaultNumber,
        String file,
        long offsetBytes,
        String what,
        ObjectKind kind,
        List<Id> ids) {
    public SegmentFinding {
        ids = List.copyOf(ids);
    }

    SegmentFinding withIds(ObjectKind newKind, List<Id> newIds) {
        return new SegmentFinding(segmentId, vaultNumber, file, offsetBytes, what, newKind, newIds);
    }

    /** What and where, for people. */
    public String message() {
        return file + " at offset " + offsetBytes + ": " + what;
    }
}
