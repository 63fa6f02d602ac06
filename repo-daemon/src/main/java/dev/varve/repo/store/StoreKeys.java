package dev.varve.repo.store;

import dev.varve.protocol.model.Uid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Keys of the index's small tables. All begin with the vault number; all numbers big-endian, so
 * that keys sort by them.
 *
 * <pre>
 *  SESSIONS  vault(4) | session(16)                                                    SessionDocument
 *  IMAGES    vault(4) | session(16)                                                    point id: session was committed as
 *  DELTAS    vault(4) | session(16) | ordinal(4) | page(8) | segment(8) | offset(8)    length(4) | offset of group(4)
 *  POINTS    vault(4) | point(16)                                                      PointDocument
 *  CHAINS    vault(4) | chain name                                                     point id(16) | PointImage of the newest
 *  VAULTS    vault(4)                                                                  VaultDocument
 *  CURSORS   vault(4) | 1 | point(16)      references counted so far (8); gone when all are
 *            vault(4) | 2 | session(16)    empty; the session ended and its DELTAS go
 *            vault(4) | 3 | point(16)      a check found it damaged; what
 * </pre>
 */
final class StoreKeys {
    static final byte COUNTING = 1;
    static final byte ENDED = 2;
    static final byte DAMAGED = 3;

    static final int DELTA_PAGE_OFFSET = Integer.BYTES + Uid.LENGTH + Integer.BYTES;
    static final int DELTA_SEGMENT_OFFSET = DELTA_PAGE_OFFSET + Long.BYTES;
    static final int DELTA_RECORD_OFFSET = DELTA_SEGMENT_OFFSET + Long.BYTES;
    static final int DELTA_LENGTH = DELTA_RECORD_OFFSET + Long.BYTES;

    private StoreKeys() {}

    static byte[] vault(int vaultNumber) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(vaultNumber).array();
    }

    static int vaultOf(byte[] key) {
        return ByteBuffer.wrap(key).getInt();
    }

    /** Of SESSIONS, IMAGES and POINTS. */
    static byte[] uid(int vaultNumber, Uid uid) {
        return ByteBuffer.allocate(Integer.BYTES + Uid.LENGTH)
                .putInt(vaultNumber)
                .putLong(uid.high())
                .putLong(uid.low())
                .array();
    }

    /** The uid at the end of a key that ends in one. */
    static Uid lastUid(byte[] key) {
        ByteBuffer bytes = ByteBuffer.wrap(key).position(key.length - Uid.LENGTH);
        return new Uid(bytes.getLong(), bytes.getLong());
    }

    static byte[] chain(int vaultNumber, String chain) {
        byte[] name = chain.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + name.length)
                .putInt(vaultNumber)
                .put(name)
                .array();
    }

    static byte[] cursor(int vaultNumber, byte kind, Uid uid) {
        return ByteBuffer.allocate(Integer.BYTES + 1 + Uid.LENGTH)
                .putInt(vaultNumber)
                .put(kind)
                .putLong(uid.high())
                .putLong(uid.low())
                .array();
    }

    static byte cursorKind(byte[] key) {
        return key[Integer.BYTES];
    }

    /** Prefix of all deltas of one image of a session. */
    static byte[] deltas(int vaultNumber, Uid session, int ordinal) {
        return ByteBuffer.allocate(DELTA_PAGE_OFFSET)
                .put(uid(vaultNumber, session))
                .putInt(ordinal)
                .array();
    }

    static byte[] delta(
            int vaultNumber, Uid session, int ordinal, long page, long segment, long offset) {
        return ByteBuffer.allocate(DELTA_LENGTH)
                .put(deltas(vaultNumber, session, ordinal))
                .putLong(page)
                .putLong(segment)
                .putLong(offset)
                .array();
    }
}
