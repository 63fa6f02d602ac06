package dev.varve.protocol.record;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * First 32 bytes of every record, little-endian; the same on the wire and in a segment, but for the
 * last four.
 *
 * <pre>
 *  0        4    5    6        8        10       12          16         20        24        28         32
 *  +--------+----+----+--------+--------+--------+-----------+----------+---------+---------+----------+
 *  | magic  |type|cod.| flags  |entries |   0    | payload   | raw      | body    |    0    | header   |
 *  | "VREC" |    |    |        | n      |        | length    | length   | CRC32C  |         | CRC32C   |
 *  +--------+----+----+--------+--------+--------+-----------+----------+---------+---------+----------+
 *  | table: n times { id (32), raw length (4) } | payload (payload length) | zeros up to 8-byte alignment |
 *  +--------------------------------------------+--------------------------+------------------------------+
 * </pre>
 *
 * Body CRC covers table and payload. Header CRC covers the place, too: repository id (16), segment
 * id (8, little-endian), offset in the segment (8, little-endian), then the first 28 bytes; on the
 * wire it is zero and not looked at (TLS and the frame's own checksum cover it there).
 */
public record RecordHeader(
        RecordType type,
        int codec,
        int flags,
        int entryCount,
        int payloadLength,
        int rawLength,
        int bodyCrc) {

    public static final int LENGTH = 32;
    public static final int MAGIC = 0x43455256; // "VREC" read little-endian
    public static final int TABLE_ENTRY_LENGTH = Id.LENGTH + Integer.BYTES;
    public static final int ALIGNMENT = 8;

    public static final int TYPE_OFFSET = 4;
    public static final int CODEC_OFFSET = 5;
    public static final int FLAGS_OFFSET = 6;
    public static final int ENTRY_COUNT_OFFSET = 8;
    public static final int PAYLOAD_LENGTH_OFFSET = 12;
    public static final int RAW_LENGTH_OFFSET = 16;
    public static final int BODY_CRC_OFFSET = 20;
    public static final int HEADER_CRC_OFFSET = 28;

    public static final int CODEC_NONE = 0;
    public static final int CODEC_ZSTD = 1;

    /** The payload is sealed: docs/formats/keys.md. */
    public static final int FLAG_SEALED = 1;

    public static final int MAX_ENTRIES = 4096;
    public static final int MAX_PAYLOAD_LENGTH = 16 << 20;
    public static final int MAX_RAW_LENGTH = 16 << 20;

    /** Bytes from the start of this record to the start of the next. */
    public int totalLength() {
        return align(LENGTH + entryCount * TABLE_ENTRY_LENGTH + payloadLength);
    }

    /** From the start of the record. */
    public int payloadOffset() {
        return LENGTH + entryCount * TABLE_ENTRY_LENGTH;
    }

    public boolean sealed() {
        return (flags & FLAG_SEALED) != 0;
    }

    public static int align(int length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /**
     * Reads the header at absolute {@code offset} and checks every length against the limits,
     * before anything is allocated for it. The body and the checksums are not looked at.
     *
     * @throws ProtocolException BAD_MESSAGE or TOO_LARGE, names the field
     */
    public static RecordHeader read(ByteBuffer source, int offset) throws ProtocolException {
        ByteBuffer bytes = source.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() - offset < LENGTH) {
            throw bad("record header cut short at offset " + offset);
        }
        if (bytes.getInt(offset) != MAGIC) {
            throw bad("wrong record magic at offset " + offset);
        }
        RecordType type = RecordType.ofNumber(bytes.get(offset + TYPE_OFFSET));
        if (type == null) {
            throw bad(
                    "unknown record type "
                            + bytes.get(offset + TYPE_OFFSET)
                            + " at offset "
                            + offset);
        }
        int codec = bytes.get(offset + CODEC_OFFSET);
        int flags = Short.toUnsignedInt(bytes.getShort(offset + FLAGS_OFFSET));
        int entryCount = Short.toUnsignedInt(bytes.getShort(offset + ENTRY_COUNT_OFFSET));
        int payloadLength = bytes.getInt(offset + PAYLOAD_LENGTH_OFFSET);
        int rawLength = bytes.getInt(offset + RAW_LENGTH_OFFSET);
        if (codec != CODEC_NONE && codec != CODEC_ZSTD) {
            throw bad("unknown record codec " + codec + " at offset " + offset);
        }
        requireAtMost("record entries", entryCount, MAX_ENTRIES, offset);
        requireAtMost("record payload length", payloadLength, MAX_PAYLOAD_LENGTH, offset);
        requireAtMost("record raw length", rawLength, MAX_RAW_LENGTH, offset);
        int bodyCrc = bytes.getInt(offset + BODY_CRC_OFFSET);
        return new RecordHeader(type, codec, flags, entryCount, payloadLength, rawLength, bodyCrc);
    }

    /** Writes this header at absolute {@code offset}, header CRC zero. */
    public void write(ByteBuffer target, int offset) {
        ByteBuffer bytes = target.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(offset, MAGIC);
        bytes.put(offset + TYPE_OFFSET, (byte) type.number());
        bytes.put(offset + CODEC_OFFSET, (byte) codec);
        bytes.putShort(offset + FLAGS_OFFSET, (short) flags);
        bytes.putShort(offset + ENTRY_COUNT_OFFSET, (short) entryCount);
        bytes.putShort(offset + ENTRY_COUNT_OFFSET + Short.BYTES, (short) 0);
        bytes.putInt(offset + PAYLOAD_LENGTH_OFFSET, payloadLength);
        bytes.putInt(offset + RAW_LENGTH_OFFSET, rawLength);
        bytes.putInt(offset + BODY_CRC_OFFSET, bodyCrc);
        bytes.putInt(offset + BODY_CRC_OFFSET + Integer.BYTES, 0);
        bytes.putInt(offset + HEADER_CRC_OFFSET, 0);
    }

    /**
     * CRC32C over table and payload of the record at {@code offset}. The whole record must lie in
     * the buffer.
     */
    public int computeBodyCrc(ByteBuffer source, int offset) {
        CRC32C crc = new CRC32C();
        crc.update(source.slice(offset + LENGTH, entryCount * TABLE_ENTRY_LENGTH + payloadLength));
        return (int) crc.getValue();
    }

    /** Id of table entry {@code index} of the record at {@code offset}. */
    public static Id entryId(ByteBuffer source, int offset, int index) {
        return Id.at(source, offset + LENGTH + index * TABLE_ENTRY_LENGTH);
    }

    /** Raw length of table entry {@code index} of the record at {@code offset}. */
    public static int entryRawLength(ByteBuffer source, int offset, int index) {
        int at = offset + LENGTH + index * TABLE_ENTRY_LENGTH + Id.LENGTH;
        int value = source.getInt(at);
        return source.order() == ByteOrder.LITTLE_ENDIAN ? value : Integer.reverseBytes(value);
    }

    private static void requireAtMost(String what, int value, int most, int offset)
            throws ProtocolException {
        if (value < 0 || value > most) {
            throw new ProtocolException(
                    ErrorCode.TOO_LARGE,
                    what
                            + " "
                            + Integer.toUnsignedString(value)
                            + " at offset "
                            + offset
                            + " is over "
                            + most,
                    "");
        }
    }

    private static ProtocolException bad(String message) {
        return new ProtocolException(ErrorCode.BAD_MESSAGE, message, "");
    }
}
