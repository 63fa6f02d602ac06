package dev.varve.ingest.crypto;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals and opens payloads under one seal key, AES-256-GCM in frames of at most 64 KiB. Confined to
 * one thread. docs/formats/keys.md.
 *
 * <pre>
 *  0           16
 *  +-----------+---------------------------+-----+---------------------------+
 *  | salt      | frame 0: cipher, tag (16) | ... | last frame: cipher, tag   |
 *  +-----------+---------------------------+-----+---------------------------+
 * </pre>
 *
 * Record key: HMAC-SHA-256(seal key, salt). Nonce: frame number (4, big-endian), 1 in the last
 * frame and else 0 (1), zeros (7). All frames but the last hold 64 KiB of plain bytes; the last
 * holds 0 to 64 KiB, and 0 only when there is nothing at all. Each frame is bound to what the
 * caller gives.
 */
public final class Sealer {
    public static final int SALT_LENGTH = 16;
    public static final int TAG_LENGTH = 16;
    public static final int FRAME_LENGTH = 64 << 10;

    private static final int NONCE_LENGTH = 12;
    private static final int LAST_OFFSET = 4;

    /** Drawn at once: the generator's cost is one of calls. */
    private static final int SALTS_DRAWN = 256;

    private final Mac recordKeys;
    private final Cipher cipher;
    private final SecureRandom random;
    private final byte[] nonce = new byte[NONCE_LENGTH];
    private ByteBuffer salts = ByteBuffer.allocate(0);

    Sealer(byte[] sealKey, SecureRandom random) {
        recordKeys = DataKey.newHmac(sealKey);
        this.random = random;
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /** Length of {@code plainLength} bytes when sealed. */
    public static int sealedLength(int plainLength) {
        return SALT_LENGTH + plainLength + frames(plainLength) * TAG_LENGTH;
    }

    /**
     * Length of the plain bytes in a sealed payload.
     *
     * @throws ProtocolException BAD_MESSAGE when no payload has this length
     */
    public static int plainLength(int sealedLength) throws ProtocolException {
        int body = sealedLength - SALT_LENGTH;
        int frames = (body + FRAME_LENGTH + TAG_LENGTH - 1) / (FRAME_LENGTH + TAG_LENGTH);
        int plain = body - frames * TAG_LENGTH;
        if (frames < 1 || plain < 0 || frames(plain) != frames) {
            throw new ProtocolException(
                    ErrorCode.BAD_MESSAGE, "no sealed payload has " + sealedLength + " bytes", "");
        }
        return plain;
    }

    /**
     * Seals {@code plain} (position to limit, consumed) under a fresh salt and puts it at the
     * position of {@code target}. {@code bound} (position to limit, left as it was) must be the
     * same when opening.
     */
    public void seal(ByteBuffer plain, ByteBuffer bound, ByteBuffer target) {
        seal(freshSalt(), plain, bound, target);
    }

    private byte[] freshSalt() {
        if (!salts.hasRemaining()) {
            byte[] drawn = new byte[SALTS_DRAWN * SALT_LENGTH];
            random.nextBytes(drawn);
            salts = ByteBuffer.wrap(drawn);
        }
        byte[] salt = new byte[SALT_LENGTH];
        salts.get(salt);
        return salt;
    }

    /** Like {@link #seal(ByteBuffer, ByteBuffer, ByteBuffer)} with a salt of the caller's. */
    void seal(byte[] salt, ByteBuffer plain, ByteBuffer bound, ByteBuffer target) {
        target.put(salt);
        SecretKeySpec key = recordKey(salt);
        int frames = frames(plain.remaining());
        int end = plain.limit();
        try {
            for (int frame = 0; frame < frames; frame++) {
                plain.limit(Math.min(end, plain.position() + FRAME_LENGTH));
                begin(Cipher.ENCRYPT_MODE, key, frame, frame == frames - 1, bound);
                cipher.doFinal(plain, target);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused to seal", e);
        } finally {
            plain.limit(end);
        }
    }

    /**
     * Opens {@code sealed} (position to limit, consumed) and puts the plain bytes at the position
     * of {@code target}, which must have room for {@link #plainLength}.
     *
     * @throws ProtocolException DAMAGED when one bit of payload, binding or key differs
     */
    public void open(ByteBuffer sealed, ByteBuffer bound, ByteBuffer target)
            throws ProtocolException {
        int frames = frames(plainLength(sealed.remaining()));
        byte[] salt = new byte[SALT_LENGTH];
        sealed.get(salt);
        SecretKeySpec key = recordKey(salt);
        int end = sealed.limit();
        try {
            for (int frame = 0; frame < frames; frame++) {
                sealed.limit(Math.min(end, sealed.position() + FRAME_LENGTH + TAG_LENGTH));
                begin(Cipher.DECRYPT_MODE, key, frame, frame == frames - 1, bound);
                cipher.doFinal(sealed, target);
            }
        } catch (AEADBadTagException e) {
            throw new ProtocolException(
                    ErrorCode.DAMAGED,
                    "a sealed payload is not what was sealed",
                    "run varve check --level data; the payload was altered, or belongs elsewhere",
                    e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused to open", e);
        } finally {
            sealed.limit(end);
        }
    }

    /** As {@link #open(ByteBuffer, ByteBuffer, ByteBuffer)}, to a new array. */
    byte[] open(byte[] sealed, byte[] bound) throws ProtocolException {
        ByteBuffer plain = ByteBuffer.allocate(plainLength(sealed.length));
        open(ByteBuffer.wrap(sealed), ByteBuffer.wrap(bound), plain);
        return plain.array();
    }

    private void begin(int mode, SecretKeySpec key, int frame, boolean last, ByteBuffer bound)
            throws GeneralSecurityException {
        ByteBuffer.wrap(nonce).putInt(frame);
        nonce[LAST_OFFSET] = (byte) (last ? 1 : 0);
        cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce));
        cipher.updateAAD(bound.duplicate());
    }

    private SecretKeySpec recordKey(byte[] salt) {
        return new SecretKeySpec(recordKeys.doFinal(salt), "AES");
    }

    private static int frames(int plainLength) {
        return Math.max(1, (plainLength + FRAME_LENGTH - 1) / FRAME_LENGTH);
    }
}
