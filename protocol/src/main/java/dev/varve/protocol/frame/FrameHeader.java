package dev.varve.protocol.frame;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * First 32 bytes of every frame, little-endian. docs/formats/wire.md.
 *
 * <pre>
 *  0        4     5     6         8           12           16              24          28         32
 *  +--------+-----+-----+---------+-----------+------------+---------------+-----------+----------+
 *  | magic  |type |flags| header  | stream    | payload    | sequence      | 0         | header   |
 *  | "VRVF" |     |     | version | hand.|str.| length     |               |           | CRC32C   |
 *  +--------+-----+-----+---------+-----------+------------+---------------+-----------+----------+
 * </pre>
 */
public record FrameHeader(FrameType type, int flags, int stream, int payloadLength, long sequence) {
    public static final int LENGTH = 32;
    public static final int MAGIC = 0x46565256; // "VRVF" read little-endian
    public static final int VERSION = 1;

    /** Another frame of the same answer follows. */
    public static final int FLAG_MORE = 1;

    public static final int MAX_HANDLE = 0xFFFF;
    public static final int MAX_STREAM = 0xFFFF;

    static final int MAGIC_OFFSET = 0;
    static final int TYPE_OFFSET = MAGIC_OFFSET + Integer.BYTES;
    static final int FLAGS_OFFSET = TYPE_OFFSET + Byte.BYTES;
    static final int VERSION_OFFSET = FLAGS_OFFSET + Byte.BYTES;
    static final int STREAM_OFFSET = VERSION_OFFSET + Short.BYTES;
    static final int PAYLOAD_LENGTH_OFFSET = STREAM_OFFSET + Integer.BYTES;
    static final int SEQUENCE_OFFSET = PAYLOAD_LENGTH_OFFSET + Integer.BYTES;
    static final int RESERVED_OFFSET = SEQUENCE_OFFSET + Long.BYTES;
    static final int CRC_OFFSET = RESERVED_OFFSET + Integer.BYTES;

    public FrameHeader {
        if (payloadLength < 0 || payloadLength > type.maxPayloadBytes()) {
            throw new IllegalArgumentException(
                    type + " payload of " + payloadLength + " bytes is over its limit");
        }
        if ((flags & ~FLAG_MORE) != 0) {
            throw new IllegalArgumentException("unknown flags " + flags);
        }
    }

    /** The stream field of a session's stream. */
    public static int streamOf(int handle, int stream) {
        if (handle < 0 || handle > MAX_HANDLE || stream < 0 || stream > MAX_STREAM) {
            throw new IllegalArgumentException("handle " + handle + ", stream " + stream);
        }
        return handle << Short.SIZE | stream;
    }

    /** Which session of the connection is meant; 0: none. */
    public int handle() {
        return stream >>> Short.SIZE;
    }

    /** Which stream of the session is meant. */
    public int streamNumber() {
        return stream & MAX_STREAM;
    }

    public boolean more() {
        return (flags & FLAG_MORE) != 0;
    }

    /** Appends the 32 bytes. */
    public void write(ByteBuf target) {
        int start = target.writerIndex();
        target.writeIntLE(MAGIC)
                .writeByte(type.number())
                .writeByte(flags)
                .writeShortLE(VERSION)
                .writeIntLE(stream)
                .writeIntLE(payloadLength)
                .writeLongLE(sequence)
                .writeIntLE(0);
        target.writeIntLE(crc(target, start));
    }

    /**
     * Reads the 32 bytes at absolute {@code offset} and refuses what is not a frame of this version
     * within the limits of its type, before anything is allocated for it.
     *
     * @throws ProtocolException BAD_FRAME, TOO_LARGE, or VERSION_UNSUPPORTED
     */
    public static FrameHeader read(ByteBuf source, int offset) throws ProtocolException {
        requireMagic(source, offset);
        int version = source.getUnsignedShortLE(offset + VERSION_OFFSET);
        if (version != VERSION) {
            throw new ProtocolException(
                    ErrorCode.VERSION_UNSUPPORTED,
                    "frame header version " + version + "; this side knows " + VERSION + " only",
                    "use a client and a daemon of releases that go together");
        }
        if (source.getIntLE(offset + CRC_OFFSET) != crc(source, offset)) {
            throw bad("frame header with a wrong checksum");
        }
        return checked(source, offset);
    }

    static void requireMagic(ByteBuf source, int offset) throws ProtocolException {
        int magic = source.getIntLE(offset + MAGIC_OFFSET);
        if (magic != MAGIC) {
            throw bad(
                    "wrong frame magic 0x"
                            + HexFormat.of().toHexDigits(Integer.reverseBytes(magic)));
        }
    }

    private static FrameHeader checked(ByteBuf source, int offset) throws ProtocolException {
        int number = source.getUnsignedByte(offset + TYPE_OFFSET);
        FrameType type = FrameType.ofNumber(number);
        if (type == null) {
            throw bad("unknown frame type " + number);
        }
        int flags = source.getUnsignedByte(offset + FLAGS_OFFSET);
        if ((flags & ~FLAG_MORE) != 0 || source.getIntLE(offset + RESERVED_OFFSET) != 0) {
            throw bad("unknown flags in a " + type + " frame");
        }
        int payloadLength = source.getIntLE(offset + PAYLOAD_LENGTH_OFFSET);
        if (payloadLength < 0 || payloadLength > type.maxPayloadBytes()) {
            throw new ProtocolException(
                    ErrorCode.TOO_LARGE,
                    type
                            + " payload of "
                            + Integer.toUnsignedString(payloadLength)
                            + " bytes is over the limit of "
                            + type.maxPayloadBytes(),
                    "");
        }
        return new FrameHeader(
                type,
                flags,
                source.getIntLE(offset + STREAM_OFFSET),
                payloadLength,
                source.getLongLE(offset + SEQUENCE_OFFSET));
    }

    private static int crc(ByteBuf bytes, int offset) {
        CRC32C crc = new CRC32C();
        ByteBuffer covered = bytes.nioBuffer(offset, CRC_OFFSET);
        crc.update(covered);
        return (int) crc.getValue();
    }

    private static ProtocolException bad(String message) {
        return new ProtocolException(ErrorCode.BAD_FRAME, message, "");
    }
}
