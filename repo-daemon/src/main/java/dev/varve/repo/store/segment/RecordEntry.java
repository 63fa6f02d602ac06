package dev.varve.repo.store.segment;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.RecordLocation;
import java.util.List;

/** One record as the table of its segment tells of it. */
public record RecordEntry(RecordType type, RecordLocation location, List<Id> ids) {
    public RecordEntry {
        ids = List.copyOf(ids);
    }
}
