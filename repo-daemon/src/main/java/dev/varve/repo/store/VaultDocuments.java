package dev.varve.repo.store;

import dev.varve.protocol.message.VaultDocument;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Vaults as they stand now, so that new segments can begin with a copy. */
@FunctionalInterface
public interface VaultDocuments {
    /** Null when no vault has this number. */
    @Nullable VaultDocument current(int vaultNumber) throws IOException;
}
