package dev.varve.repo.retention.guard;

import dev.varve.protocol.message.LockMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One request. Always 32 bytes, little-endian: docs/formats/guard.md. No path is ever said.
 *
 * @param lock of SEAL and EXTEND; none with RELEASE
 */
record GuardRequest(GuardVerb verb, SegmentRef segment, Lock lock) {
    static final int LENGTH = 32;
    static final int VERSION = 1;

    private static final int MAGIC = 0x51524756; // "VGRQ"
    private static final int MAGIC_OFFSET = 0;
    private static final int VERSION_OFFSET = MAGIC_OFFSET + Integer.BYTES;
    private static final int VERB_OFFSET = VERSION_OFFSET + Short.BYTES;
    private static final int FOLDER_OFFSET = VERB_OFFSET + 1;
    private static final int SEGMENT_OFFSET = FOLDER_OFFSET + 1;
    private static final int UNTIL_OFFSET = SEGMENT_OFFSET + Long.BYTES;
    private static final int MODE_OFFSET = UNTIL_OFFSET + Long.BYTES;
    private static final int ZEROS_OFFSET = MODE_OFFSET + 1;
    private static final int CRC_OFFSET = ZEROS_OFFSET + 3;

    byte[] encode() {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(MAGIC_OFFSET, MAGIC);
        bytes.putShort(VERSION_OFFSET, (short) VERSION);
        bytes.put(VERB_OFFSET, (byte) verb.number());
        bytes.put(FOLDER_OFFSET, (byte) segment.folder().number());
        bytes.putLong(SEGMENT_OFFSET, segment.id());
        bytes.putLong(UNTIL_OFFSET, lock.retainUntilMillis());
        bytes.put(MODE_OFFSET, (byte) lock.mode().getNumber());
        bytes.putInt(CRC_OFFSET, crc(bytes.array()));
        return bytes.array();
    }

    /** Empty: not a request of this version. */
    static Optional<GuardRequest> decode(byte[] content) {
        if (content.length != LENGTH) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getInt(MAGIC_OFFSET) != MAGIC
                || bytes.getShort(VERSION_OFFSET) != VERSION
                || bytes.getInt(CRC_OFFSET) != crc(content)
                || (bytes.getInt(MODE_OFFSET) & 0xffff_ff00) != 0) {
            return Optional.empty();
        }
        LockMode mode = LockMode.forNumber(bytes.get(MODE_OFFSET));
        Optional<GuardVerb> verb = GuardVerb.ofNumber(bytes.get(VERB_OFFSET));
        Optional<SegmentFolder> folder = SegmentFolder.ofNumber(bytes.get(FOLDER_OFFSET));
        if (mode == null || verb.isEmpty() || folder.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new GuardRequest(
                            verb.get(),
                            new SegmentRef(folder.get(), bytes.getLong(SEGMENT_OFFSET)),
                            new Lock(mode, bytes.getLong(UNTIL_OFFSET))));
        } catch (IllegalArgumentException nonsense) {
            return Optional.empty();
        }
    }

    private static int crc(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content, 0, CRC_OFFSET);
        return (int) crc.getValue();
    }
}
