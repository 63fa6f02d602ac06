package dev.varve.repo.retention.guard;

import dev.varve.protocol.message.LockMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One record of the log of labels. Always 48 bytes, little-endian: docs/formats/guard.md.
 *
 * @param lock the joined one with SEALED and EXTENDED; with TORN its time is the number of records
 *     before this one that are to be passed over
 */
record LogRecord(long sequence, Kind kind, SegmentRef segment, Lock lock, long clockMillis) {
    static final int LENGTH = 48;

    private static final int SEQUENCE_OFFSET = 0;
    private static final int KIND_OFFSET = SEQUENCE_OFFSET + Long.BYTES;
    private static final int FOLDER_OFFSET = KIND_OFFSET + 1;
    private static final int MODE_OFFSET = FOLDER_OFFSET + 1;
    private static final int ZEROS_OFFSET = MODE_OFFSET + 1;
    private static final int SEGMENT_OFFSET = ZEROS_OFFSET + 5;
    private static final int UNTIL_OFFSET = SEGMENT_OFFSET + Long.BYTES;
    private static final int CLOCK_OFFSET = UNTIL_OFFSET + Long.BYTES;
    private static final int MAGIC_OFFSET = CLOCK_OFFSET + Long.BYTES;
    private static final int CRC_OFFSET = MAGIC_OFFSET + Integer.BYTES;
    private static final int MAGIC = 0x424c4756; // "VGLB"

    /** What happened. */
    enum Kind {
        /** The flag is about to be set. */
        SEALED(1),
        /** The lock is about to be raised. */
        EXTENDED(2),
        /** All was checked, the file is about to be deleted. */
        RELEASING(3),
        /** It is gone, durably. */
        RELEASED(4),
        /** A crash tore what is before this. */
        TORN(5);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        private static Optional<Kind> ofNumber(int number) {
            return number >= 1 && number <= values().length
                    ? Optional.of(values()[number - 1])
                    : Optional.empty();
        }
    }

    static LogRecord torn(long sequence, long passedOver) {
        return new LogRecord(
                sequence,
                Kind.TORN,
                SegmentRef.daemonProbe(),
                new Lock(LockMode.LOCK_MODE_NONE, passedOver),
                0);
    }

    /**
     * @param seed the log's own: a record of another repository's log is no record here
     */
    byte[] encode(byte[] seed) {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(SEQUENCE_OFFSET, sequence);
        bytes.put(KIND_OFFSET, (byte) kind.number);
        bytes.put(FOLDER_OFFSET, (byte) segment.folder().number());
        bytes.put(MODE_OFFSET, (byte) lock.mode().getNumber());
        bytes.putLong(SEGMENT_OFFSET, segment.id());
        bytes.putLong(UNTIL_OFFSET, lock.retainUntilMillis());
        bytes.putLong(CLOCK_OFFSET, clockMillis);
        bytes.putInt(MAGIC_OFFSET, MAGIC);
        bytes.putInt(CRC_OFFSET, crc(seed, bytes.array()));
        return bytes.array();
    }

    /** Empty: torn, damaged, or not where it was written. */
    static Optional<LogRecord> decode(byte[] content, byte[] seed, long sequence) {
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        if (content.length != LENGTH
                || bytes.getInt(MAGIC_OFFSET) != MAGIC
                || bytes.getInt(CRC_OFFSET) != crc(seed, content)
                || bytes.getLong(SEQUENCE_OFFSET) != sequence) {
            return Optional.empty();
        }
        Optional<Kind> kind = Kind.ofNumber(bytes.get(KIND_OFFSET));
        Optional<SegmentFolder> folder = SegmentFolder.ofNumber(bytes.get(FOLDER_OFFSET));
        LockMode mode = LockMode.forNumber(bytes.get(MODE_OFFSET));
        if (kind.isEmpty() || folder.isEmpty() || mode == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new LogRecord(
                            sequence,
                            kind.get(),
                            new SegmentRef(folder.get(), bytes.getLong(SEGMENT_OFFSET)),
                            new Lock(mode, bytes.getLong(UNTIL_OFFSET)),
                            bytes.getLong(CLOCK_OFFSET)));
        } catch (IllegalArgumentException nonsense) {
            return Optional.empty();
        }
    }

    private static int crc(byte[] seed, byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(seed);
        crc.update(content, 0, CRC_OFFSET);
        return (int) crc.getValue();
    }
}
