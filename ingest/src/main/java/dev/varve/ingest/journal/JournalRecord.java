package dev.varve.ingest.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One record of a journal, big-endian.
 *
 * <pre>
 *  0         4         5      6       8           12        12 + length
 *  +---------+---------+------+-------+-----------+---------+---------+
 *  | "VJNL"  | version | type | 0     | image     | payload | CRC32C  |
 *  +---------+---------+------+-------+-----------+---------+---------+
 * </pre>
 */
record JournalRecord(Type type, int image, ByteBuffer payload) {
    static final int HEADER_LENGTH = 12;
    static final int MOST_PAYLOAD_BYTES = 1 << 20;

    private static final int MAGIC = 0x564A4E4C;
    private static final int VERSION = 1;

    /** Numbers are stable. */
    enum Type {
        /** Always the first: a {@link JournaledSession}. */
        SESSION(0),
        /** Something of an image that is durable at the daemon; the source knows what. */
        UNIT(1);

        private final int number;

        Type(int number) {
            this.number = number;
        }
    }

    ByteBuffer encode() {
        int length = payload.remaining();
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_LENGTH + length + Integer.BYTES);
        bytes.putInt(MAGIC).put((byte) VERSION).put((byte) type.number).putShort((short) 0);
        bytes.putInt(image).put(payload.duplicate());
        bytes.putInt(crc(bytes.array(), bytes.position()));
        return bytes.flip();
    }

    /** Null when it is none, or damaged. */
    static @Nullable JournalRecord decode(byte[] bytes) {
        int payloadLength = bytes.length - HEADER_LENGTH - Integer.BYTES;
        if (payloadLength < 0 || payloadLength > MOST_PAYLOAD_BYTES) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int type = buffer.get(5);
        boolean good =
                buffer.getInt(0) == MAGIC
                        && buffer.get(4) == VERSION
                        && type >= 0
                        && type < Type.values().length
                        && buffer.getInt(HEADER_LENGTH + payloadLength)
                                == crc(bytes, HEADER_LENGTH + payloadLength);
        return good
                ? new JournalRecord(
                        Type.values()[type],
                        buffer.getInt(8),
                        buffer.slice(HEADER_LENGTH, payloadLength))
                : null;
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
