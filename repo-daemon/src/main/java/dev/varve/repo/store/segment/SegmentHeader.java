package dev.varve.repo.store.segment;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Uid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * First 64 bytes of every segment, little-endian. docs/formats/segment.md.
 *
 * <pre>
 *  0        4     6     7     8          16             32        36          60       64
 *  +--------+-----+-----+-----+----------+--------------+---------+-----------+--------+
 *  | magic  |ver- |class|ret. | segment  | repository   | vault   |  zeros    | CRC32C |
 *  | "VSEG" |sion |     |class| id       | id           | number  |           | of 60  |
 *  +--------+-----+-----+-----+----------+--------------+---------+-----------+--------+
 * </pre>
 */
record SegmentHeader(
        SegmentClass segmentClass,
        int retentionClass,
        long segmentId,
        Uid repositoryId,
        int vaultNumber) {
    static final int LENGTH = 64;
    static final int MAGIC = 0x47455356; // "VSEG" read little-endian
    static final int VERSION = 1;

    static final int VERSION_OFFSET = 4;
    static final int CLASS_OFFSET = 6;
    static final int RETENTION_CLASS_OFFSET = 7;
    static final int SEGMENT_ID_OFFSET = 8;
    static final int REPOSITORY_ID_OFFSET = 16;
    static final int VAULT_NUMBER_OFFSET = REPOSITORY_ID_OFFSET + Uid.LENGTH;
    static final int CRC_OFFSET = LENGTH - Integer.BYTES;

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        putIdentity(bytes, MAGIC);
        bytes.putInt(CRC_OFFSET, crc(bytes, CRC_OFFSET));
        return bytes;
    }

    /** The first 36 bytes, which header and trailer have in common but for the magic. */
    void putIdentity(ByteBuffer bytes, int magic) {
        bytes.putInt(0, magic);
        bytes.putShort(VERSION_OFFSET, (short) VERSION);
        bytes.put(CLASS_OFFSET, (byte) segmentClass.number());
        bytes.put(RETENTION_CLASS_OFFSET, (byte) retentionClass);
        bytes.putLong(SEGMENT_ID_OFFSET, segmentId);
        bytes.put(REPOSITORY_ID_OFFSET, repositoryId.toBytes());
        bytes.putInt(VAULT_NUMBER_OFFSET, vaultNumber);
    }

    /**
     * Reads the header from the first bytes of {@code file}.
     *
     * @throws ProtocolException DAMAGED or VERSION_UNSUPPORTED, names file and offset
     */
    static SegmentHeader decode(ByteBuffer source, String file) throws ProtocolException {
        ByteBuffer bytes = source.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() < LENGTH) {
            throw damaged(file, 0, "the file has only " + bytes.limit() + " bytes of a header");
        }
        if (bytes.getInt(0) != MAGIC) {
            throw damaged(file, 0, "wrong magic, this is no segment");
        }
        if (bytes.getInt(CRC_OFFSET) != crc(bytes, CRC_OFFSET)) {
            throw damaged(file, CRC_OFFSET, "the header fails its checksum");
        }
        return identity(bytes, 0, file, 0);
    }

    /** Reads the common part at {@code at}, whose checksum has been found right. */
    static SegmentHeader identity(ByteBuffer bytes, int at, String file, long fileOffset)
            throws ProtocolException {
        int version = Short.toUnsignedInt(bytes.getShort(at + VERSION_OFFSET));
        if (version != VERSION) {
            throw new ProtocolException(
                    ErrorCode.VERSION_UNSUPPORTED,
                    file + " at offset " + fileOffset + ": segment version " + version,
                    "Use the version of Varve that wrote it, or a later one.");
        }
        SegmentClass segmentClass = SegmentClass.ofNumber(bytes.get(at + CLASS_OFFSET));
        if (segmentClass == null) {
            throw damaged(
                    file, fileOffset, "unknown segment class " + bytes.get(at + CLASS_OFFSET));
        }
        byte[] repository = new byte[Uid.LENGTH];
        bytes.get(at + REPOSITORY_ID_OFFSET, repository);
        return new SegmentHeader(
                segmentClass,
                bytes.get(at + RETENTION_CLASS_OFFSET),
                bytes.getLong(at + SEGMENT_ID_OFFSET),
                Uid.of(repository),
                bytes.getInt(at + VAULT_NUMBER_OFFSET));
    }

    /** CRC32C of the first {@code length} bytes. */
    static int crc(ByteBuffer bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, length));
        return (int) crc.getValue();
    }

    static ProtocolException damaged(String file, long offset, String what) {
        return new ProtocolException(
                ErrorCode.DAMAGED,
                file + " at offset " + offset + ": " + what,
                "Run varve check to see which points are touched.");
    }
}
