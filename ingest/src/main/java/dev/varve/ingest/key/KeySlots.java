package dev.varve.ingest.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import dev.varve.ingest.crypto.DataKey;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.KeySlot;
import dev.varve.protocol.message.SlotKind;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Uid;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Wraps a vault's data key in slots and gets it out again. docs/formats/keys.md. */
public final class KeySlots {
    private static final int NONCE_LENGTH = 12;
    private static final int TAG_LENGTH = 16;
    private static final int SLOT_ID_BYTES = 8;
    private static final int WRAPPED_LENGTH = NONCE_LENGTH + DataKey.LENGTH + TAG_LENGTH;

    private KeySlots() {}

    /**
     * Opens a vault: finds the slot that {@code secret} unlocks.
     *
     * @param secret null for a vault without encryption, where any is ignored
     * @throws ProtocolException WRONG_KEY when there is none; BAD_MESSAGE when the slots make no
     *     sense
     */
    public static VaultCipher open(
            VaultDocument vault, @Nullable Secret secret, SecureRandom random)
            throws ProtocolException {
        if (vault.getEncryption() == Encryption.ENCRYPTION_NONE || secret == null) {
            return VaultCipher.plain(vault);
        }
        return VaultCipher.sealing(vault, unlock(vault, secret), random);
    }

    /**
     * The data key, by the slot that {@code secret} unlocks.
     *
     * @throws ProtocolException WRONG_KEY when there is none
     */
    public static DataKey unlock(VaultDocument vault, Secret secret) throws ProtocolException {
        SlotKind kind = SlotKeys.kindOf(secret);
        byte[] check = vault.getDataKeyCheck().toByteArray();
        for (KeySlot slot : vault.getKeySlotsList()) {
            if (slot.getKind() == kind) {
                DataKey key = unwrap(vault, slot, secret);
                if (key != null && key.fits(check)) {
                    return key;
                }
            }
        }
        throw new ProtocolException(
                ErrorCode.WRONG_KEY,
                "none of the "
                        + vault.getKeySlotsCount()
                        + " key slots of vault \""
                        + vault.getName()
                        + "\" opens with this "
                        + (kind == SlotKind.SLOT_KIND_KEY_FILE ? "key" : "passphrase"),
                "use the right one, or have a client that can read the vault run varve key add");
    }

    /** A new slot for {@code secret}, with an id of its own. */
    public static KeySlot wrap(
            Uid vault, DataKey key, Secret secret, String label, SecureRandom random, long millis) {
        byte[] slotId = new byte[SLOT_ID_BYTES];
        random.nextBytes(slotId);
        KeySlot.Builder slot =
                KeySlot.newBuilder()
                        .setSlotId(HexFormat.of().formatHex(slotId))
                        .setLabel(label)
                        .setKind(SlotKeys.kindOf(secret))
                        .setCreatedMillis(millis);
        if (secret instanceof Secret.Passphrase) {
            byte[] salt = new byte[SlotKeys.SALT_LENGTH];
            random.nextBytes(salt);
            slot.setSalt(ByteString.copyFrom(salt))
                    .setArgon2MemoryKib(SlotKeys.MEMORY_KIB)
                    .setArgon2Passes(SlotKeys.PASSES)
                    .setArgon2Lanes(SlotKeys.LANES);
        }
        byte[] nonce = new byte[NONCE_LENGTH];
        random.nextBytes(nonce);
        byte[] wrapped = wrap(vault, slot.build(), key, secret, nonce);
        return slot.setWrappedDataKey(ByteString.copyFrom(wrapped)).build();
    }

    static byte[] wrap(Uid vault, KeySlot slot, DataKey key, Secret secret, byte[] nonce) {
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, vault, slot, secret, nonce);
            byte[] sealed = cipher.doFinal(key.toBytes());
            return ByteBuffer.allocate(WRAPPED_LENGTH).put(nonce).put(sealed).array();
        } catch (GeneralSecurityException | ProtocolException e) {
            throw new IllegalStateException("AES-GCM refused to wrap", e);
        }
    }

    private static @Nullable DataKey unwrap(VaultDocument vault, KeySlot slot, Secret secret)
            throws ProtocolException {
        byte[] wrapped = slot.getWrappedDataKey().toByteArray();
        if (wrapped.length != WRAPPED_LENGTH) {
            throw new ProtocolException(
                    ErrorCode.BAD_MESSAGE,
                    "key slot "
                            + slot.getSlotId()
                            + " has a wrapped key of "
                            + wrapped.length
                            + " bytes instead of "
                            + WRAPPED_LENGTH,
                    "");
        }
        byte[] nonce = Arrays.copyOf(wrapped, NONCE_LENGTH);
        try {
            Uid id = Uid.of(vault.getVaultId().toByteArray());
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, id, slot, secret, nonce);
            return DataKey.of(cipher.doFinal(wrapped, NONCE_LENGTH, WRAPPED_LENGTH - NONCE_LENGTH));
        } catch (AEADBadTagException e) {
            return null; // another secret's slot
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused to unwrap", e);
        }
    }

    private static Cipher cipher(int mode, Uid vault, KeySlot slot, Secret secret, byte[] nonce)
            throws GeneralSecurityException, ProtocolException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(SlotKeys.of(secret, slot), "AES"),
                new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce));
        cipher.updateAAD(vault.toBytes());
        cipher.updateAAD(slot.getSlotId().getBytes(US_ASCII));
        return cipher;
    }
}
