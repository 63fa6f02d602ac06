package dev.varve.tools.command;

import com.google.protobuf.ByteString;
import dev.varve.ingest.crypto.DataKey;
import dev.varve.ingest.key.KeySlots;
import dev.varve.ingest.key.Secret;
import dev.varve.ingest.profile.Profile;
import dev.varve.ingest.profile.SecretFile;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.KeySlot;
import dev.varve.protocol.message.UpdateKeys;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.vault.DataDirectory;
import dev.varve.repo.vault.Enrolled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Enrols clients: the certificate comes from the repository, the key is made here, so that the
 * daemon never has it.
 */
public final class NewClient {
    private final DataDirectory repository;
    private final SecureRandom random = new SecureRandom();

    public NewClient(DataDirectory repository) {
        this.repository = repository;
    }

    /** The profile written, and whether its key opens the vault (or none is needed). */
    public record Made(Profile profile, boolean unlocks) {}

    /**
     * Enrols a client and writes its profile.
     *
     * @param unlock a key that opens a vault which has keys; null: the new one opens nothing yet
     * @throws ProtocolException TARGET_NOT_EMPTY when {@code out} is there; WRONG_KEY; and what
     *     enrolment says
     */
    public Made enrol(
            String name, String vaultName, String endpoint, Path out, @Nullable Path unlock)
            throws IOException {
        if (Files.exists(out)) {
            throw new ProtocolException(
                    ErrorCode.TARGET_NOT_EMPTY,
                    "profile " + out + " exists already",
                    "name another file: a profile holds a key that is nowhere else");
        }
        Secret.KeyFile key = Secret.KeyFile.random(random);
        VaultDocument vault = repository.vaults().require(vaultName);
        boolean encrypted = vault.getEncryption() != Encryption.ENCRYPTION_NONE;
        DataKey dataKey = encrypted ? dataKey(vault, unlock) : null;
        Enrolled enrolled = repository.enrolment().enrol(name, vaultName);
        Profile profile =
                new Profile(
                        endpoint,
                        vaultName,
                        name,
                        enrolled.repositoryId().toString(),
                        enrolled.caCertificatePem(),
                        enrolled.certificatePem(),
                        enrolled.privateKeyPem(),
                        encrypted ? Base64.getEncoder().encodeToString(key.bytes()) : null);
        // Before the slot: a slot whose key was never kept would be of no use to anybody.
        profile.write(out);
        if (dataKey != null) {
            addSlot(vault, dataKey, key, name);
        }
        return new Made(profile, !encrypted || dataKey != null);
    }

    private @Nullable DataKey dataKey(VaultDocument vault, @Nullable Path unlock)
            throws IOException {
        if (vault.getKeySlotsCount() == 0) {
            return DataKey.random(random);
        }
        return unlock == null ? null : KeySlots.unlock(vault, SecretFile.key(unlock));
    }

    private void addSlot(VaultDocument vault, DataKey dataKey, Secret key, String label)
            throws IOException {
        KeySlot slot =
                KeySlots.wrap(
                        Uid.of(vault.getVaultId().toByteArray()),
                        dataKey,
                        key,
                        label,
                        random,
                        System.currentTimeMillis());
        UpdateKeys.Builder update =
                UpdateKeys.newBuilder()
                        .setExpectedRevision(vault.getRevision())
                        .addAllKeySlots(vault.getKeySlotsList())
                        .addKeySlots(slot);
        if (vault.getDataKeyCheck().isEmpty()) {
            update.setDataKeyCheck(ByteString.copyFrom(dataKey.checkValue()));
        }
        repository
                .vaults()
                .updateKeys(
                        vault.getName(),
                        update.build(),
                        lost -> {
                            throw new IllegalStateException("a new client takes no slot away");
                        });
    }
}
