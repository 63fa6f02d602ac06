package dev.varve.repo.store;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordHeader;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.store.segment.RecordRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Recognises runs that need not be stored again. */
final class PresentRuns {
    private PresentRuns() {}

    /**
     * True when the repository has all that {@code run} holds, durable: the index learns of records
     * after they are. Deltas are named by their session, not by their content: never true.
     */
    static boolean allPresent(VaultContext vault, RecordRun run, ToldObjects told)
            throws IOException {
        RecordType type = run.header(0).type();
        if (type != RecordType.CHUNKS && type != RecordType.NODE) {
            return false;
        }
        List<Id> ids = new ArrayList<>();
        for (int i = 0; i < run.recordCount(); i++) {
            int entries = run.header(i).entryCount();
            for (int entry = 0; entry < entries; entry++) {
                ids.add(RecordHeader.entryId(run.bytes(), run.offset(i), entry));
            }
        }
        ObjectKind kind = type == RecordType.NODE ? ObjectKind.NODE : ObjectKind.CHUNK;
        vault.sweep().readLock().lock();
        try {
            boolean all =
                    vault.index().present(kind, vault.vaultNumber(), ids).cardinality()
                            == ids.size();
            if (all) {
                ids.forEach(told::add);
            }
            return all;
        } finally {
            vault.sweep().readLock().unlock();
        }
    }
}
