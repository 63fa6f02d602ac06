package dev.varve.ingest.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.varve.protocol.model.Uid;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The secret of a vault, 32 bytes, which never leaves its clients. docs/formats/keys.md. */
public final class DataKey {
    public static final int LENGTH = 32;
    static final int CHECK_LENGTH = 16;

    private final byte[] bytes;

    private DataKey(byte[] bytes) {
        this.bytes = bytes;
    }

    public static DataKey random(SecureRandom random) {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return new DataKey(bytes);
    }

    public static DataKey of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a data key has 32 bytes, not " + bytes.length);
        }
        return new DataKey(bytes.clone());
    }

    /** A copy, for wrapping only. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** What the vault keeps to tell this key from a wrong one. */
    public byte[] checkValue() {
        return Arrays.copyOf(hmac(bytes, "varve check value".getBytes(US_ASCII)), CHECK_LENGTH);
    }

    /** Compares in constant time. */
    public boolean fits(byte[] checkValue) {
        return MessageDigest.isEqual(checkValue(), checkValue);
    }

    /** The subkey for one purpose: HKDF-SHA-256 with the vault's id as salt. */
    byte[] subkey(Uid vault, String info) {
        try {
            HKDFParameterSpec spec =
                    HKDFParameterSpec.ofExtract()
                            .addSalt(vault.toBytes())
                            .addIKM(bytes)
                            .thenExpand(info.getBytes(US_ASCII), LENGTH);
            return KDF.getInstance("HKDF-SHA256").deriveData(spec);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("JDK 25 has HKDF-SHA256", e);
        }
    }

    static byte[] hmac(byte[] key, byte[]... parts) {
        Mac mac = newHmac(key);
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    static Mac newHmac(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return "DataKey";
    }
}
