package dev.varve.repo.retention.guard;

import dev.varve.protocol.message.LedgerEntry;
import dev.varve.repo.retention.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;

/** Keeps in memory what it is given. */
final class RecordingLedger implements Ledger {
    final List<LedgerEntry> entries = new ArrayList<>();

    @Override
    public LedgerEntry append(LedgerEntry draft) {
        entries.add(draft);
        return draft;
    }
}
