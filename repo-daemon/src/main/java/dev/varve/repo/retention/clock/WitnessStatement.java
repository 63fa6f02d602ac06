package dev.varve.repo.retention.clock;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;

/**
 * What one witness says of the time and of our ledger, version 1, little-endian, signed by Ed25519.
 * docs/formats/clock.md.
 *
 * <pre>
 *  0       4    6    8         24           40      72         80       88       96       128         192
 *  +-------+----+----+---------+------------+-------+----------+--------+--------+--------+-----------+
 *  |"VWIT" |ver-| 0  | witness | repository | nonce | midpoint | radius | ledger | ledger | signature |
 *  |       |sion|    | id      | id         |       | millis   | millis | size   | root   | of 0-128  |
 *  +-------+----+----+---------+------------+-------+----------+--------+--------+--------+-----------+
 * </pre>
 *
 * @param witnessId {@link #idOf} the witness's key
 * @param nonce the one that was asked with: an old statement answers no new question
 * @param midpointMillis the witness's time, milliseconds since 1970
 * @param radiusMillis how far true time may lie from it, either way
 * @param ledger the largest ledger of this repository that the witness has seen
 */
record WitnessStatement(
        Uid witnessId,
        Uid repositoryId,
        Id nonce,
        long midpointMillis,
        long radiusMillis,
        LedgerHead ledger) {
    static final int LENGTH = 192;
    static final int MAGIC = 0x54495756; // "VWIT" read little-endian
    static final int VERSION = 1;

    static final int VERSION_OFFSET = Integer.BYTES;
    static final int WITNESS_OFFSET = VERSION_OFFSET + Integer.BYTES;
    static final int REPOSITORY_OFFSET = WITNESS_OFFSET + Uid.LENGTH;
    static final int NONCE_OFFSET = REPOSITORY_OFFSET + Uid.LENGTH;
    static final int MIDPOINT_OFFSET = NONCE_OFFSET + Id.LENGTH;
    static final int RADIUS_OFFSET = MIDPOINT_OFFSET + Long.BYTES;
    static final int LEDGER_SIZE_OFFSET = RADIUS_OFFSET + Long.BYTES;
    static final int LEDGER_ROOT_OFFSET = LEDGER_SIZE_OFFSET + Long.BYTES;
    static final int SIGNATURE_OFFSET = LEDGER_ROOT_OFFSET + Id.LENGTH;

    static final byte[] CONTEXT = "varve witness statement\0".getBytes(StandardCharsets.US_ASCII);

    /** Who knows the time no better than this is no witness. */
    private static final long MOST_RADIUS_MILLIS = 60_000;

    /** Year 9999: beyond it, sums of times would overflow for nothing. */
    private static final long MOST_MILLIS = 253_402_300_799_999L;

    WitnessStatement {
        if (midpointMillis < 0 || midpointMillis > MOST_MILLIS) {
            throw new IllegalArgumentException("midpointMillis " + midpointMillis);
        }
        if (radiusMillis < 0 || radiusMillis > MOST_RADIUS_MILLIS) {
            throw new IllegalArgumentException("radiusMillis " + radiusMillis);
        }
    }

    /** True time is not earlier. */
    long earliestMillis() {
        return midpointMillis - radiusMillis;
    }

    /** The first 16 bytes of SHA-256 of the key as X.509 has it. */
    static Uid idOf(PublicKey key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return Uid.of(Arrays.copyOf(hash, Uid.LENGTH));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** Whose key would have to have signed this; the zero uid for what is no statement. */
    static Uid claimedWitness(byte[] message) {
        return message.length == LENGTH
                ? Uid.of(Arrays.copyOfRange(message, WITNESS_OFFSET, REPOSITORY_OFFSET))
                : new Uid(0, 0);
    }

    /** True when {@code key} signed all that is before the signature. */
    static boolean isSigned(byte[] message, PublicKey key) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(CONTEXT);
            signature.update(message, 0, SIGNATURE_OFFSET);
            return signature.verify(message, SIGNATURE_OFFSET, LENGTH - SIGNATURE_OFFSET);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    /**
     * Reads a message whose signature was found right.
     *
     * @throws IllegalArgumentException when it is of another version, or says nonsense
     */
    static WitnessStatement decode(byte[] message) {
        ByteBuffer bytes = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getInt(0) != MAGIC || bytes.getInt(VERSION_OFFSET) != VERSION) {
            throw new IllegalArgumentException("no witness statement of version " + VERSION);
        }
        return new WitnessStatement(
                claimedWitness(message),
                Uid.of(Arrays.copyOfRange(message, REPOSITORY_OFFSET, NONCE_OFFSET)),
                Id.at(message, NONCE_OFFSET),
                bytes.getLong(MIDPOINT_OFFSET),
                bytes.getLong(RADIUS_OFFSET),
                new LedgerHead(
                        bytes.getLong(LEDGER_SIZE_OFFSET), Id.at(message, LEDGER_ROOT_OFFSET)));
    }

    /** The bytes that a witness signs, behind {@link #CONTEXT}. */
    byte[] unsigned() {
        ByteBuffer bytes = ByteBuffer.allocate(SIGNATURE_OFFSET).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, MAGIC);
        bytes.putInt(VERSION_OFFSET, VERSION);
        bytes.put(WITNESS_OFFSET, witnessId.toBytes());
        bytes.put(REPOSITORY_OFFSET, repositoryId.toBytes());
        nonce.write(bytes, NONCE_OFFSET);
        bytes.putLong(MIDPOINT_OFFSET, midpointMillis);
        bytes.putLong(RADIUS_OFFSET, radiusMillis);
        bytes.putLong(LEDGER_SIZE_OFFSET, ledger.size());
        ledger.root().write(bytes, LEDGER_ROOT_OFFSET);
        return bytes.array();
    }
}
