package dev.varve.repo.index;

import dev.varve.protocol.record.RecordHeader;

/** Where one record starts, and how long it is, header and alignment included. */
public record RecordLocation(long segmentId, long offsetBytes, int lengthBytes)
        implements Comparable<RecordLocation> {
    public RecordLocation {
        if (segmentId <= 0) {
            throw new IllegalArgumentException("segmentId " + segmentId + " is not positive");
        }
        if (offsetBytes <= 0 || offsetBytes % RecordHeader.ALIGNMENT != 0) {
            throw new IllegalArgumentException("offsetBytes " + offsetBytes + " is not aligned");
        }
        if (lengthBytes < RecordHeader.LENGTH || lengthBytes % RecordHeader.ALIGNMENT != 0) {
            throw new IllegalArgumentException("lengthBytes " + lengthBytes + " fits no record");
        }
    }

    /** Where the record after this one starts. */
    public long endBytes() {
        return offsetBytes + lengthBytes;
    }

    /** By segment, then by offset: the order in which a disk reads best. */
    @Override
    public int compareTo(RecordLocation other) {
        int order = Long.compare(segmentId, other.segmentId);
        return order == 0 ? Long.compare(offsetBytes, other.offsetBytes) : order;
    }
}
