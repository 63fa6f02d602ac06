package dev.varve.repo.retention.ledger;

import dev.varve.protocol.model.Id;
import dev.varve.repo.retention.clock.LedgerHead;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A signed statement of how far the ledger was, in the form of a C2SP checkpoint (tlog-checkpoint,
 * in a signed note by Ed25519): origin, size, Merkle root in base64, an empty line, the signature.
 */
final class Checkpoint {
    private static final String ALGORITHM = "Ed25519";
    private static final int KEY_LENGTH = 32;
    private static final int KEY_ID_LENGTH = 4;
    private static final byte[] NAME_END = {'\n', 1};

    private Checkpoint() {}

    static String sign(String origin, LedgerHead head, PublicKey key, PrivateKey secret) {
        String body =
                origin
                        + "\n"
                        + head.size()
                        + "\n"
                        + Base64.getEncoder().encodeToString(head.root().toBytes())
                        + "\n";
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(secret);
            signature.update(body.getBytes(StandardCharsets.UTF_8));
            byte[] signed = signature.sign();
            byte[] named = Arrays.copyOf(keyId(origin, key), KEY_ID_LENGTH + signed.length);
            System.arraycopy(signed, 0, named, KEY_ID_LENGTH, signed.length);
            return body
                    + "\n\u2014 "
                    + origin
                    + " "
                    + Base64.getEncoder().encodeToString(named)
                    + "\n";
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("the key of the house cannot sign", unusable);
        }
    }

    /** What it says, when the key signed it; empty for anything else. */
    static Optional<LedgerHead> verify(String text, String origin, PublicKey key) {
        String[] parts = text.split("\n\n", 2);
        String[] lines = parts[0].split("\n", -1);
        String prefix = "\u2014 " + origin + " ";
        if (parts.length != 2
                || lines.length != 3
                || !lines[0].equals(origin)
                || !parts[1].startsWith(prefix)) {
            return Optional.empty();
        }
        try {
            byte[] named = Base64.getDecoder().decode(parts[1].substring(prefix.length()).strip());
            byte[] id = keyId(origin, key);
            if (!Arrays.equals(named, 0, Math.min(KEY_ID_LENGTH, named.length), id, 0, id.length)) {
                return Optional.empty();
            }
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update((parts[0] + "\n").getBytes(StandardCharsets.UTF_8));
            byte[] root = Base64.getDecoder().decode(lines[2]);
            if (root.length != Id.LENGTH
                    || !signature.verify(named, KEY_ID_LENGTH, named.length - KEY_ID_LENGTH)) {
                return Optional.empty();
            }
            return Optional.of(new LedgerHead(Long.parseLong(lines[1]), Id.at(root, 0)));
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static byte[] keyId(String origin, PublicKey key) {
        byte[] encoded = key.getEncoded();
        byte[] raw = Arrays.copyOfRange(encoded, encoded.length - KEY_LENGTH, encoded.length);
        return Arrays.copyOf(
                Hashes.sha256(origin.getBytes(StandardCharsets.UTF_8), NAME_END, raw),
                KEY_ID_LENGTH);
    }
}
