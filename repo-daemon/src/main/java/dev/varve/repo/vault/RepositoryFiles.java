package dev.varve.repo.vault;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Names;
import dev.varve.repo.io.LockFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * {@code repository.json}, and where its neighbours lie. Changes happen under the lock of the
 * documents, which the caller shows.
 */
final class RepositoryFiles {
    private final Path root;
    private final String repositoryId;
    private final DocumentFolder<RepositoryDocument> folder;

    RepositoryFiles(Path root) throws IOException {
        this.root = root;
        this.folder = folder(root);
        this.repositoryId = folder.parse(RepositoryDocument.NAME).repositoryId();
    }

    static DocumentFolder<RepositoryDocument> folder(Path root) {
        return new DocumentFolder<>(
                root,
                RepositoryDocument.class,
                RepositoryDocument.FORMAT,
                RepositoryDocument.VERSION);
    }

    Path root() {
        return root;
    }

    String repositoryId() {
        return repositoryId;
    }

    Path vaults() {
        return root.resolve("vaults");
    }

    Path deletedVaults() {
        return root.resolve("deleted-vaults");
    }

    Path policies() {
        return root.resolve("policies");
    }

    Path quotas() {
        return root.resolve("quotas");
    }

    Path operators() {
        return root.resolve("operators");
    }

    Path officerActs() {
        return root.resolve("officer-acts");
    }

    Path clients() {
        return root.resolve("clients");
    }

    Path documentsLock() {
        return root.resolve("documents.lock");
    }

    /** A number no vault had before; durable when this returns. */
    int nextVaultNumber(LockFile held) throws IOException {
        int next = current().lastVaultNumber() + 1;
        atLeastVaultNumber(held, next);
        return next;
    }

    /** Never gives {@code number} or one below it to a new vault. */
    void atLeastVaultNumber(LockFile held, int number) throws IOException {
        Objects.requireNonNull(held);
        RepositoryDocument now = current();
        if (now.lastVaultNumber() < number) {
            folder.write(now.withLastVaultNumber(number));
        }
    }

    static void requireName(String what, String name) throws ProtocolException {
        try {
            Names.requireShort(what, name);
        } catch (IllegalArgumentException breaksTheRule) {
            throw new ProtocolException(
                    ErrorCode.USAGE,
                    Objects.requireNonNullElse(breaksTheRule.getMessage(), "bad name"),
                    "",
                    breaksTheRule);
        }
    }

    static boolean isName(String name) {
        try {
            Names.requireShort("", name);
            return true;
        } catch (IllegalArgumentException breaksTheRule) {
            return false;
        }
    }

    private RepositoryDocument current() throws IOException {
        return folder.parse(RepositoryDocument.NAME);
    }
}
