package dev.varve.repo.store.segment;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Gives the VAULT record that a new meta segment begins with. */
@FunctionalInterface
public interface VaultRecords {
    /**
     * A run of one VAULT record with the vault as it stands now; null when nothing is known of it.
     * Called while a segment is opened, on the thread of an append.
     */
    @Nullable RecordRun current(int vaultNumber) throws IOException;
}
