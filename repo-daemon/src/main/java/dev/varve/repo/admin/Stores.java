package dev.varve.repo.admin;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.store.Repository;
import dev.varve.repo.store.VaultStore;
import java.io.IOException;

/** Finds the part of the store that a request speaks of, or says why not. */
final class Stores {
    private Stores() {}

    /**
     * The store, once it is open.
     *
     * @throws ProtocolException UNAVAILABLE
     */
    static Repository repository(DaemonState state) throws ProtocolException {
        return state.repository()
                .orElseThrow(() ->
                        new ProtocolException(
                                ErrorCode.UNAVAILABLE,
                                "recovery is not finished",
                                "Ask again later; /v1/tasks says how far it is."));
    }

    /**
     * One vault's part.
     *
     * @throws ProtocolException VAULT_UNKNOWN or UNAVAILABLE
     */
    static VaultStore vault(DaemonState state, String name) throws IOException {
        return repository(state).vault(state.directory().vaults().require(name));
    }
}
