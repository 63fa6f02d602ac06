package dev.varve.repo.store.segment;

import dev.varve.protocol.error.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Last 136 bytes of a sealed segment, little-endian. docs/formats/segment.md.
 *
 * <pre>
 *  0        4                      36       40       44      48        56       64        96       128    132      136
 *  +--------+----------------------+--------+--------+-------+---------+--------+---------+--------+------+--------+
 *  | magic  | as in the header     | record | entry  | zeros | table   | table  | SHA-256 | SHA-256|zeros | CRC32C |
 *  | "VEND" |                      | count  | count  |       | offset  | length | of table| stored |      | of 132 |
 *  +--------+----------------------+--------+--------+-------+---------+--------+---------+--------+------+--------+
 * </pre>
 *
 * @param tableOffset where the records end and the table begins
 * @param storedDigest of all bytes from the start of the file to the table
 */
@SuppressWarnings("ArrayRecordComponent") // Digests; never compared as records.
record SegmentTrailer(
        SegmentHeader identity,
        int recordCount,
        int entryCount,
        long tableOffset,
        long tableLength,
        byte[] tableDigest,
        byte[] storedDigest) {
    static final int LENGTH = 136;
    static final int MAGIC = 0x444E4556; // "VEND" read little-endian
    static final int DIGEST_LENGTH = 32;

    static final int RECORD_COUNT_OFFSET = SegmentHeader.VAULT_NUMBER_OFFSET + Integer.BYTES;
    static final int ENTRY_COUNT_OFFSET = RECORD_COUNT_OFFSET + Integer.BYTES;
    static final int TABLE_OFFSET_OFFSET = ENTRY_COUNT_OFFSET + 2 * Integer.BYTES;
    static final int TABLE_LENGTH_OFFSET = TABLE_OFFSET_OFFSET + Long.BYTES;
    static final int TABLE_DIGEST_OFFSET = TABLE_LENGTH_OFFSET + Long.BYTES;
    static final int STORED_DIGEST_OFFSET = TABLE_DIGEST_OFFSET + DIGEST_LENGTH;
    static final int CRC_OFFSET = LENGTH - Integer.BYTES;

    /** Bytes of the whole file. */
    long fileBytes() {
        return tableOffset + tableLength + LENGTH;
    }

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        identity.putIdentity(bytes, MAGIC);
        bytes.putInt(RECORD_COUNT_OFFSET, recordCount);
        bytes.putInt(ENTRY_COUNT_OFFSET, entryCount);
        bytes.putLong(TABLE_OFFSET_OFFSET, tableOffset);
        bytes.putLong(TABLE_LENGTH_OFFSET, tableLength);
        bytes.put(TABLE_DIGEST_OFFSET, tableDigest);
        bytes.put(STORED_DIGEST_OFFSET, storedDigest);
        bytes.putInt(CRC_OFFSET, SegmentHeader.crc(bytes, CRC_OFFSET));
        return bytes;
    }

    /** True when the bytes claim to be a trailer and their checksum agrees. */
    static boolean isTrailer(ByteBuffer source) {
        ByteBuffer bytes = source.slice().order(ByteOrder.LITTLE_ENDIAN);
        return bytes.limit() == LENGTH
                && bytes.getInt(0) == MAGIC
                && bytes.getInt(CRC_OFFSET) == SegmentHeader.crc(bytes, CRC_OFFSET);
    }

    /**
     * Reads the trailer that ends a file of {@code fileBytes} bytes.
     *
     * @throws ProtocolException DAMAGED or VERSION_UNSUPPORTED, names file and offset
     */
    static SegmentTrailer decode(ByteBuffer source, String file, long fileBytes)
            throws ProtocolException {
        long at = fileBytes - LENGTH;
        if (!isTrailer(source)) {
            throw SegmentHeader.damaged(file, at, "no trailer, or one that fails its checksum");
        }
        ByteBuffer bytes = source.slice().order(ByteOrder.LITTLE_ENDIAN);
        byte[] tableDigest = new byte[DIGEST_LENGTH];
        byte[] storedDigest = new byte[DIGEST_LENGTH];
        bytes.get(TABLE_DIGEST_OFFSET, tableDigest);
        bytes.get(STORED_DIGEST_OFFSET, storedDigest);
        SegmentTrailer trailer =
                new SegmentTrailer(
                        SegmentHeader.identity(bytes, 0, file, at),
                        bytes.getInt(RECORD_COUNT_OFFSET),
                        bytes.getInt(ENTRY_COUNT_OFFSET),
                        bytes.getLong(TABLE_OFFSET_OFFSET),
                        bytes.getLong(TABLE_LENGTH_OFFSET),
                        tableDigest,
                        storedDigest);
        boolean fits =
                trailer.tableOffset >= SegmentHeader.LENGTH
                        && trailer.tableOffset <= fileBytes
                        && trailer.tableLength >= 0
                        && trailer.tableLength <= Integer.MAX_VALUE - LENGTH
                        && trailer.fileBytes() == fileBytes;
        if (!fits) {
            throw SegmentHeader.damaged(
                    file,
                    at,
                    "the trailer speaks of "
                            + trailer.fileBytes()
                            + " bytes, the file has "
                            + fileBytes);
        }
        return trailer;
    }
}
