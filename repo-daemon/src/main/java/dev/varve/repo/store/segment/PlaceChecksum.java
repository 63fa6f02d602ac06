package dev.varve.repo.store.segment;

import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The header checksum of records in one segment: covers where the record lies, so that a record
 * that is whole but in the wrong place is seen. Confined to one thread.
 */
final class PlaceChecksum {
    private static final int OFFSET_OFFSET = Uid.LENGTH + Long.BYTES;
    private static final int PLACE_LENGTH = OFFSET_OFFSET + Long.BYTES;

    private final byte[] covered = new byte[PLACE_LENGTH + RecordHeader.HEADER_CRC_OFFSET];
    private final ByteBuffer view = ByteBuffer.wrap(covered).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C crc = new CRC32C();

    PlaceChecksum(Uid repositoryId, long segmentId) {
        view.put(0, repositoryId.toBytes());
        view.putLong(Uid.LENGTH, segmentId);
    }

    /**
     * Checksum of the header at {@code at} in the buffer, lying at {@code offset} in the segment.
     */
    int of(ByteBuffer bytes, int at, long offset) {
        view.putLong(OFFSET_OFFSET, offset);
        bytes.get(at, covered, PLACE_LENGTH, RecordHeader.HEADER_CRC_OFFSET);
        crc.reset();
        crc.update(covered);
        return (int) crc.getValue();
    }

    /** Writes it into the header; the buffer is little-endian. */
    void stamp(ByteBuffer bytes, int at, long offset) {
        bytes.putInt(at + RecordHeader.HEADER_CRC_OFFSET, of(bytes, at, offset));
    }

    /** True when the header has it; the buffer is little-endian. */
    boolean matches(ByteBuffer bytes, int at, long offset) {
        return bytes.getInt(at + RecordHeader.HEADER_CRC_OFFSET) == of(bytes, at, offset);
    }
}
