package dev.varve.ingest.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.KeySlot;
import dev.varve.protocol.message.SlotKind;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** From a secret to the key that wraps a slot's data key. docs/formats/keys.md. */
final class SlotKeys {
    static final int LENGTH = 32;
    static final int SALT_LENGTH = 16;

    /** RFC 9106, second recommendation: 64 MiB, 3 passes, 4 lanes. */
    static final int MEMORY_KIB = 64 << 10;

    static final int PASSES = 3;
    static final int LANES = 4;

    private static final int LEAST_MEMORY_KIB = 8 << 10;
    private static final int MOST_MEMORY_KIB = 1 << 20;
    private static final int MOST_PASSES = 16;
    private static final int MOST_LANES = 16;

    private SlotKeys() {}

    static SlotKind kindOf(Secret secret) {
        return switch (secret) {
            case Secret.KeyFile file -> SlotKind.SLOT_KIND_KEY_FILE;
            case Secret.Passphrase passphrase -> SlotKind.SLOT_KIND_PASSPHRASE;
        };
    }

    /**
     * The wrapping key of {@code slot}. Takes about 0.3 s for a passphrase.
     *
     * @throws ProtocolException BAD_MESSAGE when the slot's parameters are beyond reason, so that a
     *     daemon cannot make a client use up its memory or time
     */
    static byte[] of(Secret secret, KeySlot slot) throws ProtocolException {
        return switch (secret) {
            case Secret.KeyFile file -> fromKeyFile(file.bytes(), slot);
            case Secret.Passphrase passphrase -> fromPassphrase(passphrase, slot);
        };
    }

    private static byte[] fromKeyFile(byte[] keyFile, KeySlot slot) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(
                            HKDFParameterSpec.ofExtract()
                                    .addSalt(slot.getSlotId().getBytes(US_ASCII))
                                    .addIKM(keyFile)
                                    .thenExpand("varve key slot".getBytes(US_ASCII), LENGTH));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("JDK 25 has HKDF-SHA256", e);
        }
    }

    private static byte[] fromPassphrase(Secret.Passphrase passphrase, KeySlot slot)
            throws ProtocolException {
        requireIn(
                slot, "memory (KiB)", slot.getArgon2MemoryKib(), LEAST_MEMORY_KIB, MOST_MEMORY_KIB);
        requireIn(slot, "passes", slot.getArgon2Passes(), 1, MOST_PASSES);
        requireIn(slot, "lanes", slot.getArgon2Lanes(), 1, MOST_LANES);
        requireIn(slot, "salt length", slot.getSalt().size(), SALT_LENGTH, SALT_LENGTH);
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withSalt(slot.getSalt().toByteArray())
                        .withMemoryAsKB(slot.getArgon2MemoryKib())
                        .withIterations(slot.getArgon2Passes())
                        .withParallelism(slot.getArgon2Lanes())
                        .build());
        byte[] key = new byte[LENGTH];
        argon2.generateBytes(passphrase.characters(), key);
        return key;
    }

    private static void requireIn(KeySlot slot, String what, int value, int least, int most)
            throws ProtocolException {
        if (value < least || value > most) {
            throw new ProtocolException(
                    ErrorCode.BAD_MESSAGE,
                    "key slot "
                            + slot.getSlotId()
                            + ": Argon2 "
                            + what
                            + " "
                            + Integer.toUnsignedString(value)
                            + " is not in "
                            + least
                            + " to "
                            + most,
                    "the daemon sent a slot that no client makes; do not trust it");
        }
    }
}
