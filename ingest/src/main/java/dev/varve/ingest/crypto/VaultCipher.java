package dev.varve.ingest.crypto;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Uid;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * All that a client does with a vault's key: it names chunks and entries, seals and opens. Safe for
 * use by many threads; the namers and sealers it makes are confined to one each. In a vault without
 * encryption names come from the vault's public naming key, and sealing leaves bytes as they are.
 */
public final class VaultCipher {
    private static final byte[] NOTHING = new byte[0];

    private final SecureRandom random;
    private final boolean seals;
    private final byte[] namingKey;
    private final byte[] chunkSealKey;
    private final byte[] descriptionKey;

    /** Serves every entry, one at a time. */
    private final Mac entryKeys;

    /** Null in a vault without encryption. */
    private final @Nullable NodeSealer nodes;

    private VaultCipher(SecureRandom random, Uid vault, @Nullable DataKey key, byte[] publicName) {
        this.random = random;
        seals = key != null;
        if (key == null) {
            namingKey = publicName;
            entryKeys = DataKey.newHmac(DataKey.of(publicName).subkey(vault, "varve entry keys"));
            chunkSealKey = NOTHING;
            nodes = null;
            descriptionKey = NOTHING;
        } else {
            namingKey = key.subkey(vault, "varve chunk names");
            entryKeys = DataKey.newHmac(key.subkey(vault, "varve entry keys"));
            chunkSealKey = key.subkey(vault, "varve chunk seal");
            nodes =
                    new NodeSealer(
                            key.subkey(vault, "varve node seal"),
                            key.subkey(vault, "varve node salt"),
                            random);
            descriptionKey = key.subkey(vault, "varve descriptions");
        }
    }

    /**
     * The cipher of an encrypted vault.
     *
     * @throws ProtocolException WRONG_KEY when the key is not this vault's
     */
    public static VaultCipher sealing(VaultDocument vault, DataKey key, SecureRandom random)
            throws ProtocolException {
        if (!key.fits(vault.getDataKeyCheck().toByteArray())) {
            throw new ProtocolException(
                    ErrorCode.WRONG_KEY,
                    "the key is not that of vault \"" + vault.getName() + "\"",
                    "use the profile or key file made for this vault");
        }
        return new VaultCipher(random, vaultId(vault), key, NOTHING);
    }

    /**
     * The cipher of a vault without encryption.
     *
     * @throws ProtocolException WRONG_KEY when the vault is encrypted, BAD_MESSAGE when it has no
     *     naming key
     */
    public static VaultCipher plain(VaultDocument vault) throws ProtocolException {
        if (vault.getEncryption() != Encryption.ENCRYPTION_NONE) {
            throw new ProtocolException(
                    ErrorCode.WRONG_KEY,
                    "vault \"" + vault.getName() + "\" is encrypted and no key was given",
                    "use a profile with a key, or give a key file or passphrase");
        }
        byte[] name = vault.getPublicNamingKey().toByteArray();
        if (name.length != DataKey.LENGTH) {
            throw new ProtocolException(
                    ErrorCode.BAD_MESSAGE,
                    "the public naming key of vault \""
                            + vault.getName()
                            + "\" has "
                            + name.length
                            + " bytes instead of "
                            + DataKey.LENGTH,
                    "");
        }
        return new VaultCipher(new SecureRandom(), vaultId(vault), null, name);
    }

    /** False in a vault without encryption: sealing then leaves bytes as they are. */
    public boolean seals() {
        return seals;
    }

    public ChunkNamer newChunkNamer() {
        return new ChunkNamer(namingKey);
    }

    /** For payloads of CHUNKS records; only in an encrypted vault. */
    public Sealer newChunkSealer() {
        return newSealer(chunkSealKey);
    }

    /**
     * Key of a directory entry: first 8 bytes, big-endian, of the HMAC of its name. Compared
     * unsigned.
     */
    public long entryKey(byte[] name) {
        synchronized (entryKeys) {
            return ByteBuffer.wrap(entryKeys.doFinal(name)).getLong();
        }
    }

    /**
     * Seals the private part of a node, so that equal plain bytes with equal {@code bound} give
     * equal sealed bytes. In a vault without encryption returns {@code plain}.
     *
     * @param bound the public part of the node, which the seal covers too
     */
    public byte[] sealNode(byte[] plain, byte[] bound) {
        return nodes == null ? plain : nodes.seal(plain, bound);
    }

    /**
     * Undoes {@link #sealNode}.
     *
     * @throws ProtocolException DAMAGED when either part was altered
     */
    public byte[] openNode(byte[] sealed, byte[] bound) throws ProtocolException {
        return nodes == null ? sealed : nodes.open(sealed, bound);
    }

    /** Seals what a restore point says of its source; under a fresh salt each time. */
    public byte[] sealDescription(byte[] plain) {
        if (!seals) {
            return plain;
        }
        ByteBuffer target = ByteBuffer.allocate(Sealer.sealedLength(plain.length));
        newSealer(descriptionKey).seal(ByteBuffer.wrap(plain), ByteBuffer.wrap(NOTHING), target);
        return target.array();
    }

    /**
     * Undoes {@link #sealDescription}.
     *
     * @throws ProtocolException DAMAGED when it was altered
     */
    public byte[] openDescription(byte[] sealed) throws ProtocolException {
        return seals && sealed.length > 0
                ? newSealer(descriptionKey).open(sealed, NOTHING)
                : sealed;
    }

    private Sealer newSealer(byte[] key) {
        if (!seals) {
            throw new IllegalStateException("this vault is not encrypted");
        }
        return new Sealer(key, random);
    }

    private static Uid vaultId(VaultDocument vault) throws ProtocolException {
        if (vault.getVaultId().size() != Uid.LENGTH) {
            throw new ProtocolException(
                    ErrorCode.BAD_MESSAGE,
                    "a vault id of " + vault.getVaultId().size() + " bytes",
                    "");
        }
        return Uid.of(vault.getVaultId().toByteArray());
    }
}
