package dev.varve.repo.vault;

import dev.varve.protocol.message.VaultDocument;
import java.util.Locale;

/**
 * {@code deleted-vaults/<number>.json}: this vault is deleted, whatever else says that it lives.
 *
 * @param name the number, so that the vault's name is free
 * @param deletedMillis by the retention clock
 * @param finished clients are revoked, segments and ledger know of it
 */
record DeletedVaultFile(
        String format,
        int version,
        String repositoryId,
        String name,
        long deletedMillis,
        boolean finished,
        VaultFile vault)
        implements Document {
    static final String FORMAT = "varve deleted vault";
    static final int VERSION = 1;

    DeletedVaultFile {
        if (deletedMillis < 1) {
            throw new IllegalArgumentException("deletedMillis " + deletedMillis + " is under 1");
        }
        if (!name.equals(name(vault.vaultNumber()))) {
            throw new IllegalArgumentException(name + " is not vault " + vault.vaultNumber());
        }
    }

    static DeletedVaultFile of(String repositoryId, VaultDocument deleted, boolean finished) {
        return new DeletedVaultFile(
                FORMAT,
                VERSION,
                repositoryId,
                name(deleted.getVaultNumber()),
                deleted.getDeletedMillis(),
                finished,
                VaultFile.of(repositoryId, deleted));
    }

    static String name(int vaultNumber) {
        return String.format(Locale.ROOT, "%06d", vaultNumber);
    }

    VaultDocument toMessage() {
        return vault.toMessage().toBuilder().setDeletedMillis(deletedMillis).build();
    }
}
