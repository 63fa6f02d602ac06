package dev.varve.ingest.crypto;

import dev.varve.protocol.error.ProtocolException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * Seals the bodies of nodes, equal ones equally: the salt is the first 16 bytes of HMAC(node salt
 * key, length of bound (8, big-endian) | bound | plain). docs/formats/keys.md. Safe for several
 * threads, one at a time.
 */
final class NodeSealer {
    private final byte[] sealKey;
    private final SecureRandom random;
    private final Mac salts;
    private final Sealer opener;

    NodeSealer(byte[] sealKey, byte[] saltKey, SecureRandom random) {
        this.sealKey = sealKey;
        this.random = random;
        salts = DataKey.newHmac(saltKey);
        opener = new Sealer(sealKey, random);
    }

    byte[] seal(byte[] plain, byte[] bound) {
        ByteBuffer target = ByteBuffer.allocate(Sealer.sealedLength(plain.length));
        // A fresh one each time: the JDK's refuses to seal what it sealed just before.
        new Sealer(sealKey, random)
                .seal(salt(plain, bound), ByteBuffer.wrap(plain), ByteBuffer.wrap(bound), target);
        return target.array();
    }

    private synchronized byte[] salt(byte[] plain, byte[] bound) {
        salts.update(ByteBuffer.allocate(Long.BYTES).putLong(bound.length).flip());
        salts.update(bound);
        return Arrays.copyOf(salts.doFinal(plain), Sealer.SALT_LENGTH);
    }

    /**
     * Undoes {@link #seal}.
     *
     * @throws ProtocolException DAMAGED when either part was altered
     */
    synchronized byte[] open(byte[] sealed, byte[] bound) throws ProtocolException {
        return opener.open(sealed, bound);
    }
}
