package dev.varve.repo.retention.ledger;

import dev.varve.protocol.message.LedgerEntry;
import java.io.IOException;

/** Takes what is done, before it takes effect. Safe for several threads. */
public interface Ledger {
    /**
     * Appends an entry; durable on return.
     *
     * @param draft kind, actor, what it is about; sequence, previous hash and times are filled in
     *     here
     * @return the entry as it was written
     * @throws IOException it is not in the ledger as far as anybody may rely on, and what it would
     *     record must not be done
     */
    LedgerEntry append(LedgerEntry draft) throws IOException;
}
