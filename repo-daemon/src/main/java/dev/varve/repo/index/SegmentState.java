package dev.varve.repo.index;

/**
 * How far a segment's records have been applied to the index.
 *
 * @param classNumber which class of segment, as the record store numbers them
 * @param appliedBytes the watermark: records that end at or before this offset have been applied
 * @param fileBytes length of the sealed file; 0 while it is not sealed
 */
public record SegmentState(
        long segmentId,
        int classNumber,
        int vaultNumber,
        long appliedBytes,
        long recordBytes,
        long fileBytes) {
    /** {@code recordBytes} of a sealed segment that may be deleted: all of it is moved or dead. */
    public static final long EMPTIED = 0;

    public SegmentState {
        if (segmentId <= 0 || appliedBytes < 0 || recordBytes < 0 || fileBytes < 0) {
            throw new IllegalArgumentException("segment " + segmentId + " with negative figures");
        }
    }

    /** Its file may be gone. */
    public boolean emptied() {
        return sealed() && recordBytes == EMPTIED;
    }

    public boolean sealed() {
        return fileBytes > 0;
    }
}
