package dev.varve.repo.vault;

import com.google.protobuf.ByteString;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.KeySlot;
import dev.varve.protocol.message.SlotKind;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Names;
import dev.varve.protocol.model.Uid;
import java.util.Base64;
import java.util.List;

/** {@code vaults/<name>.json}: a {@code VaultDocument} for human eyes. Bytes are base64. */
record VaultFile(
        String format,
        int version,
        String repositoryId,
        String name,
        String vaultId,
        int vaultNumber,
        String encryption,
        List<Slot> keySlots,
        long createdMillis,
        long revision,
        String publicNamingKey,
        String dataKeyCheck)
        implements Document {
    static final String FORMAT = "varve vault";
    static final int VERSION = 1;

    /** One way to unlock the vault; docs/formats/keys.md. */
    record Slot(
            String slotId,
            String label,
            String kind,
            String salt,
            int argon2MemoryKib,
            int argon2Passes,
            int argon2Lanes,
            String wrappedDataKey,
            long createdMillis) {

        static Slot of(KeySlot slot) {
            return new Slot(
                    slot.getSlotId(),
                    slot.getLabel(),
                    slot.getKind().name(),
                    base64(slot.getSalt()),
                    slot.getArgon2MemoryKib(),
                    slot.getArgon2Passes(),
                    slot.getArgon2Lanes(),
                    base64(slot.getWrappedDataKey()),
                    slot.getCreatedMillis());
        }

        KeySlot toMessage() {
            return KeySlot.newBuilder()
                    .setSlotId(slotId)
                    .setLabel(label)
                    .setKind(SlotKind.valueOf(kind))
                    .setSalt(bytes(salt))
                    .setArgon2MemoryKib(argon2MemoryKib)
                    .setArgon2Passes(argon2Passes)
                    .setArgon2Lanes(argon2Lanes)
                    .setWrappedDataKey(bytes(wrappedDataKey))
                    .setCreatedMillis(createdMillis)
                    .build();
        }
    }

    VaultFile {
        Names.requireShort("vault", name);
        Uid.parse(vaultId);
        Encryption.valueOf(encryption);
        if (vaultNumber < 1) {
            throw new IllegalArgumentException("vaultNumber " + vaultNumber + " is under 1");
        }
        keySlots = List.copyOf(keySlots);
    }

    static VaultFile of(String repositoryId, VaultDocument vault) {
        return new VaultFile(
                FORMAT,
                VERSION,
                repositoryId,
                vault.getName(),
                Uid.of(vault.getVaultId().toByteArray()).toString(),
                vault.getVaultNumber(),
                vault.getEncryption().name(),
                vault.getKeySlotsList().stream().map(Slot::of).toList(),
                vault.getCreatedMillis(),
                vault.getRevision(),
                base64(vault.getPublicNamingKey()),
                base64(vault.getDataKeyCheck()));
    }

    VaultDocument toMessage() {
        return VaultDocument.newBuilder()
                .setVaultId(ByteString.copyFrom(Uid.parse(vaultId).toBytes()))
                .setVaultNumber(vaultNumber)
                .setName(name)
                .setEncryption(Encryption.valueOf(encryption))
                .addAllKeySlots(keySlots.stream().map(Slot::toMessage).toList())
                .setCreatedMillis(createdMillis)
                .setRevision(revision)
                .setPublicNamingKey(bytes(publicNamingKey))
                .setDataKeyCheck(bytes(dataKeyCheck))
                .build();
    }

    private static String base64(ByteString bytes) {
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static ByteString bytes(String base64) {
        return ByteString.copyFrom(Base64.getDecoder().decode(base64));
    }
}
