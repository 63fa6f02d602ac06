package dev.varve.repo.vault;

import dev.varve.protocol.model.Uid;

/**
 * {@code repository.json}: makes a directory a repository.
 *
 * @param lastVaultNumber the highest number ever given to a vault: numbers are never used again,
 *     for old segments speak of them
 */
record RepositoryDocument(
        String format,
        int version,
        String repositoryId,
        String name,
        long createdMillis,
        int lastVaultNumber)
        implements Document {
    static final String FORMAT = "varve repository";
    static final int VERSION = 1;
    static final String NAME = "repository";

    RepositoryDocument {
        Uid.parse(repositoryId);
        if (lastVaultNumber < 0) {
            throw new IllegalArgumentException("lastVaultNumber " + lastVaultNumber);
        }
    }

    RepositoryDocument withLastVaultNumber(int number) {
        return new RepositoryDocument(format, version, repositoryId, name, createdMillis, number);
    }
}
