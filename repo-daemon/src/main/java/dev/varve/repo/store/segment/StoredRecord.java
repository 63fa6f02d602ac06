package dev.varve.repo.store.segment;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordHeader;
import dev.varve.repo.index.RecordLocation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One record with all its bytes, checked. {@code bytes} runs from the header to the end of the
 * alignment, position 0, little-endian, and is not changed by anybody.
 */
public record StoredRecord(
        int vaultNumber, RecordLocation location, RecordHeader header, ByteBuffer bytes) {
    public StoredRecord {
        if (bytes.position() != 0 || bytes.remaining() != header.totalLength()) {
            throw new IllegalArgumentException(
                    bytes.remaining() + " bytes for a record of " + header.totalLength());
        }
    }

    /** Id number {@code index} of the table. */
    public Id entryId(int index) {
        return RecordHeader.entryId(bytes, 0, index);
    }

    /** Raw length of table entry {@code index}. */
    public int entryRawLengthBytes(int index) {
        return RecordHeader.entryRawLength(bytes, 0, index);
    }

    /** A view of the payload, little-endian, position 0. */
    public ByteBuffer payload() {
        return bytes.slice(header.payloadOffset(), header.payloadLength())
                .order(ByteOrder.LITTLE_ENDIAN);
    }
}
