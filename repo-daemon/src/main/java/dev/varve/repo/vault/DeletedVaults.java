package dev.varve.repo.vault;

import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.io.AtomicFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Marks of deleted vaults, one file each, never taken away: a number is not used again. Writers
 * hold the lock of the documents.
 */
final class DeletedVaults {
    private final RepositoryFiles files;
    private final DocumentFolder<DeletedVaultFile> folder;

    DeletedVaults(RepositoryFiles files) {
        this.files = files;
        this.folder =
                new DocumentFolder<>(
                        files.deletedVaults(),
                        DeletedVaultFile.class,
                        DeletedVaultFile.FORMAT,
                        DeletedVaultFile.VERSION);
    }

    boolean has(int vaultNumber) throws IOException {
        return find(vaultNumber).isPresent();
    }

    /** Durable when this returns. */
    void mark(VaultDocument deleted, boolean finished) throws IOException {
        AtomicFile.createFolder(files.deletedVaults());
        folder.write(DeletedVaultFile.of(files.repositoryId(), deleted, finished));
    }

    void finish(int vaultNumber) throws IOException {
        Optional<DeletedVaultFile> file = find(vaultNumber);
        if (file.isPresent() && !file.get().finished()) {
            mark(file.get().toMessage(), true);
        }
    }

    List<VaultDocument> list() throws IOException {
        return all().stream().map(DeletedVaultFile::toMessage).toList();
    }

    List<VaultDocument> unfinished() throws IOException {
        return all().stream()
                .filter(file -> !file.finished())
                .map(DeletedVaultFile::toMessage)
                .toList();
    }

    /** True while a vault of this name is marked and not all that follows is done. */
    boolean pending(String vaultName) throws IOException {
        return unfinished().stream().anyMatch(vault -> vault.getName().equals(vaultName));
    }

    private Optional<DeletedVaultFile> find(int vaultNumber) throws IOException {
        return folder.find(DeletedVaultFile.name(vaultNumber), files.repositoryId());
    }

    private List<DeletedVaultFile> all() throws IOException {
        return files.deletedVaults().toFile().isDirectory()
                ? folder.list(files.repositoryId())
                : List.of();
    }
}
