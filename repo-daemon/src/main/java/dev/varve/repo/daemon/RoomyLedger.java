package dev.varve.repo.daemon;

import dev.varve.protocol.message.LedgerEntry;
import dev.varve.repo.io.Ballast;
import dev.varve.repo.retention.ledger.Ledger;
import java.io.IOException;

/**
 * Sees to room before each entry. Ends of points and deletions of segments begin with one, so they
 * find the room, too, that the ballast gave back.
 */
record RoomyLedger(Ledger ledger, Ballast ballast) implements Ledger {
    @Override
    public LedgerEntry append(LedgerEntry draft) throws IOException {
        ballast.balance();
        return ledger.append(draft);
    }
}
