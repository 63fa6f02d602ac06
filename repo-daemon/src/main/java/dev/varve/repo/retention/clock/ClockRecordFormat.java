package dev.varve.repo.retention.clock;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * One slot of the clock's record, version 1, little-endian. docs/formats/clock.md.
 *
 * <pre>
 *  0       4    6     7    8         16           32       40      44       48     64
 *  +-------+----+-----+----+---------+------------+--------+-------+--------+------+
 *  |"VCLK" |ver-|state| 0  |sequence | repository |   rc   |  rc   | doubts | boot |
 *  |       |sion|     |    |         | id         | millis | nanos |        | id   |
 *  +-------+----+-----+----+---------+------------+--------+-------+--------+------+
 *  64          72    80     88     96      104    112       120     128 130 132 134 136
 *  +-----------+-----+------+------+-------+------+---------+-------+---+---+---+---+
 *  | time      | raw | mono | boot | real  | gap  | caught  |target |k  |ans|n  | 0 |
 *  | namespace |            nanos  |           millis         |       |   |   |   |   |
 *  +-----------+-----+------+------+-------+------+---------+-------+---+---+---+---+
 *  136       144          176             208     444          508      512
 *  +---------+------------+---------------+-------+------------+--------+
 *  | ledger  | ledger     | SHA-256 of    | zeros | Ed25519 of | CRC32C |
 *  | size    | root       | record before |       | 0 to 444   | of 508 |
 *  +---------+------------+---------------+-------+------------+--------+
 * </pre>
 */
final class ClockRecordFormat {
    static final int LENGTH = 512;
    static final int MAGIC = 0x4B4C4356; // "VCLK" read little-endian
    static final int VERSION = 1;

    static final int VERSION_OFFSET = Integer.BYTES;
    static final int STATE_OFFSET = VERSION_OFFSET + Short.BYTES;
    static final int SEQUENCE_OFFSET = STATE_OFFSET + Short.BYTES;
    static final int REPOSITORY_OFFSET = SEQUENCE_OFFSET + Long.BYTES;
    static final int RC_MILLIS_OFFSET = REPOSITORY_OFFSET + Uid.LENGTH;
    static final int RC_NANOS_OFFSET = RC_MILLIS_OFFSET + Long.BYTES;
    static final int DOUBTS_OFFSET = RC_NANOS_OFFSET + Integer.BYTES;
    static final int BOOT_ID_OFFSET = DOUBTS_OFFSET + Integer.BYTES;
    static final int NAMESPACE_OFFSET = BOOT_ID_OFFSET + Uid.LENGTH;
    static final int RAW_OFFSET = NAMESPACE_OFFSET + Long.BYTES;
    static final int MONO_OFFSET = RAW_OFFSET + Long.BYTES;
    static final int BOOT_OFFSET = MONO_OFFSET + Long.BYTES;
    static final int REAL_OFFSET = BOOT_OFFSET + Long.BYTES;
    static final int GAP_OFFSET = REAL_OFFSET + Long.BYTES;
    static final int CAUGHT_UP_OFFSET = GAP_OFFSET + Long.BYTES;
    static final int TARGET_OFFSET = CAUGHT_UP_OFFSET + Long.BYTES;
    static final int NEEDED_OFFSET = TARGET_OFFSET + Long.BYTES;
    static final int ANSWERED_OFFSET = NEEDED_OFFSET + Short.BYTES;
    static final int KNOWN_OFFSET = ANSWERED_OFFSET + Short.BYTES;
    static final int LEDGER_SIZE_OFFSET = KNOWN_OFFSET + Integer.BYTES;
    static final int LEDGER_ROOT_OFFSET = LEDGER_SIZE_OFFSET + Long.BYTES;
    static final int PREVIOUS_HASH_OFFSET = LEDGER_ROOT_OFFSET + Id.LENGTH;
    static final int SIGNATURE_OFFSET = LENGTH - Integer.BYTES - HouseSeal.SIGNATURE_BYTES;
    static final int CRC_OFFSET = LENGTH - Integer.BYTES;

    private ClockRecordFormat() {}

    /** A whole slot, signed. */
    static byte[] encode(ClockRecord record, HouseSeal seal) {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, MAGIC);
        bytes.putShort(VERSION_OFFSET, (short) VERSION);
        bytes.put(STATE_OFFSET, (byte) record.state().name().number());
        bytes.putLong(SEQUENCE_OFFSET, record.sequence());
        bytes.put(REPOSITORY_OFFSET, record.repositoryId().toBytes());
        bytes.putInt(DOUBTS_OFFSET, Doubt.mask(record.state().doubts()));
        put(bytes, record.balance());
        put(bytes, record.at());
        bytes.putLong(TARGET_OFFSET, record.quorum().targetMillis());
        bytes.putShort(NEEDED_OFFSET, (short) record.quorum().needed());
        bytes.putShort(ANSWERED_OFFSET, (short) record.quorum().answered());
        bytes.putShort(KNOWN_OFFSET, (short) record.quorum().known());
        bytes.putLong(LEDGER_SIZE_OFFSET, record.ledger().size());
        record.ledger().root().write(bytes, LEDGER_ROOT_OFFSET);
        record.previousHash().write(bytes, PREVIOUS_HASH_OFFSET);
        bytes.put(SIGNATURE_OFFSET, seal.sign(bytes.array(), SIGNATURE_OFFSET));
        bytes.putInt(CRC_OFFSET, crc(bytes.array()));
        return bytes.array();
    }

    /**
     * Reads a slot.
     *
     * @throws BadSlotException when it is not, byte for byte, a record that this repository wrote
     */
    static ClockRecord decode(byte[] slot, HouseSeal seal, Uid repositoryId)
            throws BadSlotException {
        if (slot.length != LENGTH) {
            throw new BadSlotException("it has " + slot.length + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.wrap(slot).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getInt(0) != MAGIC) {
            throw new BadSlotException("it is no clock record");
        }
        if (bytes.getInt(CRC_OFFSET) != crc(slot)) {
            throw new BadSlotException("it fails its checksum");
        }
        if (bytes.getShort(VERSION_OFFSET) != VERSION) {
            throw new BadSlotException("its version is " + bytes.getShort(VERSION_OFFSET));
        }
        if (!uid(bytes, REPOSITORY_OFFSET).equals(repositoryId)) {
            throw new BadSlotException("it is another repository's");
        }
        if (!seal.verifies(slot, SIGNATURE_OFFSET)) {
            throw new BadSlotException("its signature is not by this repository's key");
        }
        try {
            return record(bytes, repositoryId);
        } catch (IllegalArgumentException nonsense) {
            throw new BadSlotException("it is signed nonsense: " + nonsense.getMessage());
        }
    }

    /** What the next record says of this one. */
    static Id hash(byte[] slot) {
        try {
            return Id.at(MessageDigest.getInstance("SHA-256").digest(slot), 0);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private static void put(ByteBuffer bytes, Balance balance) {
        bytes.putLong(RC_MILLIS_OFFSET, balance.rcMillis());
        bytes.putInt(RC_NANOS_OFFSET, balance.rcNanos());
        bytes.putLong(GAP_OFFSET, balance.gapMillis());
        bytes.putLong(CAUGHT_UP_OFFSET, balance.caughtUpMillis());
    }

    private static void put(ByteBuffer bytes, ClockInstants at) {
        bytes.put(BOOT_ID_OFFSET, at.bootId().toBytes());
        bytes.putLong(NAMESPACE_OFFSET, at.timeNamespace());
        bytes.putLong(RAW_OFFSET, at.rawNanos());
        bytes.putLong(MONO_OFFSET, at.monoNanos());
        bytes.putLong(BOOT_OFFSET, at.bootNanos());
        bytes.putLong(REAL_OFFSET, at.realMillis());
    }

    private static ClockRecord record(ByteBuffer bytes, Uid repositoryId) {
        Quorum quorum =
                new Quorum(
                        bytes.getLong(TARGET_OFFSET),
                        Short.toUnsignedInt(bytes.getShort(NEEDED_OFFSET)),
                        Short.toUnsignedInt(bytes.getShort(ANSWERED_OFFSET)),
                        Short.toUnsignedInt(bytes.getShort(KNOWN_OFFSET)));
        return new ClockRecord(
                bytes.getLong(SEQUENCE_OFFSET),
                repositoryId,
                Id.at(bytes, PREVIOUS_HASH_OFFSET),
                state(bytes, quorum),
                new Balance(
                        bytes.getLong(RC_MILLIS_OFFSET),
                        bytes.getInt(RC_NANOS_OFFSET),
                        bytes.getLong(GAP_OFFSET),
                        bytes.getLong(CAUGHT_UP_OFFSET)),
                new ClockInstants(
                        uid(bytes, BOOT_ID_OFFSET),
                        bytes.getLong(NAMESPACE_OFFSET),
                        bytes.getLong(RAW_OFFSET),
                        bytes.getLong(MONO_OFFSET),
                        bytes.getLong(BOOT_OFFSET),
                        bytes.getLong(REAL_OFFSET)),
                quorum,
                new LedgerHead(
                        bytes.getLong(LEDGER_SIZE_OFFSET), Id.at(bytes, LEDGER_ROOT_OFFSET)));
    }

    private static ClockState.Kept state(ByteBuffer bytes, Quorum quorum) {
        Set<Doubt> doubts = Doubt.ofMask(bytes.getInt(DOUBTS_OFFSET));
        return switch (ClockState.Name.ofNumber(bytes.get(STATE_OFFSET))) {
            case UNINIT -> throw new IllegalArgumentException("a record of no clock");
            case RUNNING -> new ClockState.Running();
            case CATCHUP -> new ClockState.CatchUp(quorum.targetMillis());
            case SUSPECT -> new ClockState.Suspect(doubts);
            case FROZEN -> new ClockState.Frozen(doubts);
        };
    }

    private static Uid uid(ByteBuffer bytes, int offset) {
        byte[] uid = new byte[Uid.LENGTH];
        bytes.get(offset, uid);
        return Uid.of(uid);
    }

    private static int crc(byte[] slot) {
        CRC32C crc = new CRC32C();
        crc.update(slot, 0, CRC_OFFSET);
        return (int) crc.getValue();
    }
}
