package dev.varve.repo.vault;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.KeySlot;
import dev.varve.protocol.message.SlotKind;
import dev.varve.protocol.message.UpdateKeys;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.io.AtomicFile;
import dev.varve.repo.io.LockFile;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Vaults in {@code vaults/<name>.json}, their policies in {@code policies/<name>.json}, their
 * quotas in {@code quotas/<name>.json}. A file of a vault that is marked as deleted is as good as
 * gone.
 */
final class FileVaultRegistry implements VaultRegistry {
    private static final int NAMING_KEY_BYTES = 32;
    private static final int CHECK_BYTES = 16;
    private static final int WRAPPED_KEY_BYTES = 12 + 32 + 16;
    private static final int MOST_SLOTS = 64;

    private final RepositoryFiles files;
    private final DocumentFolder<VaultFile> folder;
    private final DocumentFolder<PolicyFile> policies;
    private final DocumentFolder<QuotaFile> quotas;
    private final DeletedVaults deleted;
    private final Clock clock;
    private final SecureRandom random;

    FileVaultRegistry(RepositoryFiles files, Clock clock, SecureRandom random) {
        this.files = files;
        this.folder =
                new DocumentFolder<>(
                        files.vaults(), VaultFile.class, VaultFile.FORMAT, VaultFile.VERSION);
        this.policies =
                new DocumentFolder<>(
                        files.policies(), PolicyFile.class, PolicyFile.FORMAT, PolicyFile.VERSION);
        this.quotas =
                new DocumentFolder<>(
                        files.quotas(), QuotaFile.class, QuotaFile.FORMAT, QuotaFile.VERSION);
        this.deleted = new DeletedVaults(files);
        this.clock = clock;
        this.random = random;
    }

    @Override
    public VaultDocument create(String name, Encryption encryption) throws IOException {
        requireName(name);
        if (encryption != Encryption.ENCRYPTION_NONE
                && encryption != Encryption.ENCRYPTION_AES_256_GCM) {
            throw new ProtocolException(
                    ErrorCode.USAGE, "vault " + name + ": unknown encryption " + encryption, "");
        }
        try (LockFile held = LockFile.take(files.documentsLock())) {
            if (deleted.pending(name)) {
                throw new ProtocolException(
                        ErrorCode.ALREADY_EXISTS,
                        "vault " + name + " is still being deleted",
                        "Repeat: varve vault delete " + name);
            }
            if (find(name).isPresent()) {
                throw new ProtocolException(
                        ErrorCode.ALREADY_EXISTS,
                        "vault " + name + " exists already",
                        "Choose another name, or use the vault as it is.");
            }
            VaultDocument.Builder vault =
                    VaultDocument.newBuilder()
                            .setVaultId(ByteString.copyFrom(Uid.random(random).toBytes()))
                            .setVaultNumber(files.nextVaultNumber(held))
                            .setName(name)
                            .setEncryption(encryption)
                            .setCreatedMillis(clock.millis())
                            .setRevision(1);
            if (encryption == Encryption.ENCRYPTION_NONE) {
                byte[] key = new byte[NAMING_KEY_BYTES];
                random.nextBytes(key);
                vault.setPublicNamingKey(ByteString.copyFrom(key));
            }
            // What a deletion that was cut off left of another vault.
            policies.delete(name);
            quotas.delete(name);
            return write(vault.build());
        }
    }

    @Override
    public Optional<VaultDocument> find(String name) throws IOException {
        // Names come from peers: one that breaks the rule must never become a path.
        if (!isName(name)) {
            return Optional.empty();
        }
        Optional<VaultFile> file = folder.find(name, files.repositoryId());
        return file.isEmpty() || deleted.has(file.get().vaultNumber())
                ? Optional.empty()
                : Optional.of(whole(file.get()));
    }

    @Override
    public Optional<VaultDocument> findByNumber(int vaultNumber) throws IOException {
        return listWithDeleted().stream()
                .filter(vault -> vault.getVaultNumber() == vaultNumber)
                .findFirst();
    }

    @Override
    public VaultDocument require(String name) throws IOException {
        return find(name)
                .orElseThrow(() ->
                        new ProtocolException(
                                ErrorCode.VAULT_UNKNOWN,
                                "no vault named \"" + name + "\"",
                                "Make it with: varve vault create NAME --data DIR"));
    }

    @Override
    public List<VaultDocument> list() throws IOException {
        List<VaultDocument> vaults = new ArrayList<>();
        for (VaultFile file : folder.list(files.repositoryId())) {
            if (!deleted.has(file.vaultNumber())) {
                vaults.add(whole(file));
            }
        }
        return vaults;
    }

    @Override
    public List<VaultDocument> listWithDeleted() throws IOException {
        List<VaultDocument> vaults = new ArrayList<>(list());
        vaults.addAll(deleted.list());
        return vaults;
    }

    @Override
    public VaultDocument delete(String name, long clockMillis) throws IOException {
        try (LockFile _ = LockFile.take(files.documentsLock())) {
            VaultDocument vault = require(name);
            VaultDocument gone =
                    vault.toBuilder()
                            .clearPolicy()
                            .clearQuotaBytes()
                            .setDeletedMillis(Math.max(1, clockMillis))
                            .setRevision(vault.getRevision() + 1)
                            .build();
            deleted.mark(gone, false);
            removeFiles(name);
            return gone;
        }
    }

    @Override
    public List<VaultDocument> unfinishedDeletions() throws IOException {
        return deleted.unfinished();
    }

    @Override
    public void deletionFinished(VaultDocument gone) throws IOException {
        try (LockFile _ = LockFile.take(files.documentsLock())) {
            Optional<VaultFile> left = folder.find(gone.getName(), files.repositoryId());
            if (left.isPresent() && left.get().vaultNumber() == gone.getVaultNumber()) {
                removeFiles(gone.getName());
            }
            deleted.finish(gone.getVaultNumber());
        }
    }

    private void removeFiles(String name) throws IOException {
        folder.delete(name);
        policies.delete(name);
        quotas.delete(name);
    }

    private VaultDocument whole(VaultFile file) throws IOException {
        VaultDocument.Builder vault = file.toMessage().toBuilder();
        policies.find(file.name(), files.repositoryId())
                .ifPresent(policy -> vault.setPolicy(policy.toMessage()));
        quotas.find(file.name(), files.repositoryId())
                .ifPresent(quota -> vault.setQuotaBytes(quota.quotaBytes()));
        return vault.build();
    }

    @Override
    public VaultDocument updateKeys(String name, UpdateKeys update, LostSlots allowed)
            throws IOException {
        try (LockFile _ = LockFile.take(files.documentsLock())) {
            VaultDocument vault = require(name);
            if (update.getExpectedRevision() != vault.getRevision()) {
                throw new ProtocolException(
                        ErrorCode.KEYS_CHANGED,
                        "the keys of vault "
                                + name
                                + " are at revision "
                                + vault.getRevision()
                                + ", not "
                                + update.getExpectedRevision(),
                        "Somebody else changed them meanwhile: look again, then repeat.");
            }
            requireSense(vault, update);
            // As whole messages: another wrapped key under the same id is a key destroyed.
            List<KeySlot> lost = new ArrayList<>(vault.getKeySlotsList());
            lost.removeAll(update.getKeySlotsList());
            if (!lost.isEmpty()) {
                allowed.require(lost);
            }
            VaultDocument.Builder changed =
                    vault.toBuilder()
                            .clearKeySlots()
                            .addAllKeySlots(update.getKeySlotsList())
                            .setRevision(vault.getRevision() + 1);
            if (!update.getDataKeyCheck().isEmpty()) {
                changed.setDataKeyCheck(update.getDataKeyCheck());
            }
            return write(changed.build());
        }
    }

    @Override
    public VaultDocument updatePolicy(String name, PolicyChange change) throws IOException {
        try (LockFile _ = LockFile.take(files.documentsLock())) {
            VaultDocument vault = require(name);
            return write(
                    vault.toBuilder()
                            .setPolicy(change.decide(vault))
                            .setRevision(vault.getRevision() + 1)
                            .build());
        }
    }

    @Override
    public VaultDocument updateQuota(String name, QuotaChange change) throws IOException {
        try (LockFile _ = LockFile.take(files.documentsLock())) {
            VaultDocument vault = require(name);
            return write(
                    vault.toBuilder()
                            .setQuotaBytes(change.decide(vault))
                            .setRevision(vault.getRevision() + 1)
                            .build());
        }
    }

    @Override
    public boolean restore(VaultDocument fromSegment) throws IOException {
        requireName(fromSegment.getName());
        try (LockFile held = LockFile.take(files.documentsLock())) {
            files.atLeastVaultNumber(held, fromSegment.getVaultNumber());
            if (deleted.has(fromSegment.getVaultNumber())) {
                return false;
            }
            if (fromSegment.getDeletedMillis() != 0) {
                deleted.mark(fromSegment, false);
                return true;
            }
            Optional<VaultDocument> known = find(fromSegment.getName());
            if (known.isPresent() && !known.get().getVaultId().equals(fromSegment.getVaultId())) {
                throw new ProtocolException(
                        ErrorCode.DAMAGED,
                        "vault "
                                + fromSegment.getName()
                                + " has another id in "
                                + files.vaults()
                                + " than in the segments",
                        "Move the vault's file away: it is then restored from the segments.");
            }
            if (known.isPresent() && known.get().getRevision() >= fromSegment.getRevision()) {
                return false;
            }
            write(fromSegment);
            return true;
        }
    }

    private VaultDocument write(VaultDocument vault) throws IOException {
        if (vault.hasPolicy()) {
            AtomicFile.createFolder(files.policies());
            policies.write(PolicyFile.of(files.repositoryId(), vault.getName(), vault.getPolicy()));
        }
        writeQuota(vault);
        folder.write(VaultFile.of(files.repositoryId(), vault));
        return vault;
    }

    private void writeQuota(VaultDocument vault) throws IOException {
        if (vault.getQuotaBytes() == 0) {
            quotas.delete(vault.getName());
        } else {
            AtomicFile.createFolder(files.quotas());
            quotas.write(
                    QuotaFile.of(files.repositoryId(), vault.getName(), vault.getQuotaBytes()));
        }
    }

    private static void requireSense(VaultDocument vault, UpdateKeys update)
            throws ProtocolException {
        if (vault.getEncryption() == Encryption.ENCRYPTION_NONE) {
            throw bad(vault, "it is not encrypted and takes no keys");
        }
        if (update.getKeySlotsCount() == 0) {
            throw bad(vault, "the last key slot cannot be removed: nobody could read it any more");
        }
        if (update.getKeySlotsCount() > MOST_SLOTS) {
            throw bad(vault, "at most " + MOST_SLOTS + " key slots");
        }
        Set<String> slotIds = new HashSet<>();
        for (KeySlot slot : update.getKeySlotsList()) {
            if (slot.getSlotId().isEmpty() || !slotIds.add(slot.getSlotId())) {
                throw bad(vault, "key slot ids must be there, and differ");
            }
            if (slot.getWrappedDataKey().size() != WRAPPED_KEY_BYTES) {
                throw bad(vault, "a wrapped data key has " + WRAPPED_KEY_BYTES + " bytes");
            }
            if (slot.getKind() != SlotKind.SLOT_KIND_KEY_FILE
                    && slot.getKind() != SlotKind.SLOT_KIND_PASSPHRASE) {
                throw bad(vault, "unknown kind of key slot");
            }
        }
        ByteString check = update.getDataKeyCheck();
        if (vault.getDataKeyCheck().isEmpty()) {
            if (check.size() != CHECK_BYTES) {
                throw bad(vault, "the first key needs a check value of " + CHECK_BYTES + " bytes");
            }
        } else if (!check.isEmpty() && !check.equals(vault.getDataKeyCheck())) {
            throw bad(vault, "its data key never changes");
        }
    }

    private static ProtocolException bad(VaultDocument vault, String why) {
        return new ProtocolException(
                ErrorCode.BAD_MESSAGE, "keys of vault " + vault.getName() + ": " + why, "");
    }

    private static void requireName(String name) throws ProtocolException {
        RepositoryFiles.requireName("vault", name);
    }

    private static boolean isName(String name) {
        return RepositoryFiles.isName(name);
    }
}
