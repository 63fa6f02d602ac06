package dev.varve.repo.retention.clock;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;

/**
 * Signs the clock's records by the key of the house, Ed25519. What is signed begins with words of
 * its own, so that no signature under a receipt is ever one under a record. Safe for many threads.
 */
record HouseSeal(KeyPair key) {
    static final int SIGNATURE_BYTES = 64;

    private static final String ALGORITHM = "Ed25519";
    private static final byte[] CONTEXT =
            "varve clock record\0".getBytes(StandardCharsets.US_ASCII);

    /** Of the first {@code length} bytes. */
    byte[] sign(byte[] bytes, int length) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key.getPrivate());
            signature.update(CONTEXT);
            signature.update(bytes, 0, length);
            return signature.sign();
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("the key of the house cannot sign", unusable);
        }
    }

    /** True when the signature at {@code length} is by this key over all that is before it. */
    boolean verifies(byte[] bytes, int length) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key.getPublic());
            signature.update(CONTEXT);
            signature.update(bytes, 0, length);
            return signature.verify(bytes, length, SIGNATURE_BYTES);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }
}
