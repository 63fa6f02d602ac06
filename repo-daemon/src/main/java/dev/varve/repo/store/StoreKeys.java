package dev.varve.repo.store;

import dev.varve.protocol.model.Uid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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
 *            vault(4) | 4 | point(16)      ids (8) of the segments in which records of the point lie
 *            vault(4) | 5 | point(16)      the point expired; its PointDocument while counting needs it
 *            vault(4) | 6 | point(16)      changes counted so far (8) | ExpiryDocument; gone when all are
 *            vault(4) | 7 | point(16)      empty; the ledger has no entry of this point yet
 *            vault(4) | 8 | point(16)      empty; the ledger has no entry of this point's end yet
 *            vault(4) | 10 | 0(8) | segment(8)   empty; the ledger has no entry yet that this segment is deleted
 *            vault(4) | 11 | point(16)     empty; no check has looked at this point yet
 *            0(4)     | 9 | 0(16)          empty; the index is being made anew, counting comes at the end
 *  CHAIN_POINTS vault(4) | chain name | 0(1) | point(16)                               empty
 *  LABELS    vault(4) | 1 | point(16)      Label joined to the point's own
 *            vault(4) | 2 | segment(8)     Label of the segment
 *            vault(4) | 3 | point(16)      SegmentSet: what the point needs
 *            vault(4) | 4 | segment(8)     SegmentSet: where compaction moved its content
 *            vault(4) | 5 | segment(8)     when a scrub read it last, 0: never (8) | since when it waits (8)
 * </pre>
 *
 * <p>A cursor 1 may end in roots (32 each): what the images are counted against instead of those
 * named in the point.
 */
final class StoreKeys {
    static final byte COUNTING = 1;
    static final byte ENDED = 2;
    static final byte DAMAGED = 3;
    static final byte PLACES = 4;
    static final byte GONE = 5;
    static final byte EXPIRING = 6;
    static final byte OWES_POINT = 7;
    static final byte OWES_EXPIRY = 8;
    static final byte REBUILDING = 9;
    static final byte OWES_DELETED = 10;
    static final byte UNVERIFIED = 11;

    static final byte POINT_LABEL = 1;
    static final byte SEGMENT_LABEL = 2;
    static final byte POINT_SEGMENTS = 3;
    static final byte SEGMENT_MOVED = 4;
    static final byte SEGMENT_VERIFIED = 5;

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

    static final byte[] REBUILDING_KEY = cursor(0, REBUILDING, new Uid(0, 0));

    /** Prefix of the points of a chain. */
    static byte[] chainPoints(int vaultNumber, String chain) {
        byte[] name = chain(vaultNumber, chain);
        return Arrays.copyOf(name, name.length + 1);
    }

    static byte[] chainPoint(int vaultNumber, String chain, Uid point) {
        byte[] prefix = chainPoints(vaultNumber, chain);
        return ByteBuffer.allocate(prefix.length + Uid.LENGTH)
                .put(prefix)
                .putLong(point.high())
                .putLong(point.low())
                .array();
    }

    /** Of LABELS, about a point. */
    static byte[] label(int vaultNumber, byte kind, Uid point) {
        return cursor(vaultNumber, kind, point);
    }

    /** Of LABELS, about a segment. */
    static byte[] label(int vaultNumber, byte kind, long segmentId) {
        return ByteBuffer.allocate(Integer.BYTES + 1 + Long.BYTES)
                .putInt(vaultNumber)
                .put(kind)
                .putLong(segmentId)
                .array();
    }

    /** Prefix of all of one kind. */
    static byte[] cursors(int vaultNumber, byte kind) {
        return ByteBuffer.allocate(Integer.BYTES + 1).putInt(vaultNumber).put(kind).array();
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
