package dev.varve.repo.store;

import com.google.protobuf.ByteString;
import dev.varve.protocol.message.Receipt;
import dev.varve.protocol.message.ReceiptBody;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs receipts with the repository's Ed25519 key, and makes resume tokens, which are MACs under a
 * secret of that key: the same session always has the same token, and only its SHA-256 is kept.
 */
final class ReceiptSigner {
    private final PrivateKey key;
    private final byte[] publicKey;
    private final SecretKeySpec tokenKey;

    ReceiptSigner(KeyPair pair) {
        if (!pair.getPublic().getAlgorithm().equals("EdDSA")
                && !pair.getPublic().getAlgorithm().equals("Ed25519")) {
            throw new IllegalArgumentException(
                    "receipts are signed with Ed25519, not " + pair.getPublic().getAlgorithm());
        }
        this.key = pair.getPrivate();
        this.publicKey = pair.getPublic().getEncoded();
        this.tokenKey = new SecretKeySpec(key.getEncoded(), "HmacSHA256");
    }

    byte[] publicKey() {
        return publicKey.clone();
    }

    Receipt sign(ReceiptBody body) {
        ByteString bytes = body.toByteString();
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(bytes.asReadOnlyByteBuffer());
            return Receipt.newBuilder()
                    .setBody(bytes)
                    .setSignature(ByteString.copyFrom(signature.sign()))
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the receipt key cannot sign", e);
        }
    }

    /** 32 bytes. */
    byte[] resumeToken(int vaultNumber, byte[] sessionId) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(tokenKey);
            mac.update(StoreKeys.vault(vaultNumber));
            return mac.doFinal(sessionId);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
