package dev.varve.repo.retention.clock;

import dev.varve.protocol.model.Id;

/**
 * How far the ledger is.
 *
 * @param size entries in it
 * @param root Merkle root over them; zero while there are none
 */
public record LedgerHead(long size, Id root) {
    /** There is no ledger. */
    public static final LedgerHead NONE = new LedgerHead(0, Id.ZERO);

    public LedgerHead {
        if (size < 0) {
            throw new IllegalArgumentException("a ledger of " + size + " entries");
        }
    }
}
