package dev.varve.repo.store.segment;

import dev.varve.protocol.record.RecordType;
import java.util.Locale;

/** What a segment holds. The order is that of recovery: what is pointed at before what points. */
public enum SegmentClass {
    /** Chunks. */
    DATA,
    /** Nodes, deltas, points, sessions, vaults. */
    META;

    /** The class whose segments hold records of this type. */
    public static SegmentClass of(RecordType type) {
        return type == RecordType.CHUNKS ? DATA : META;
    }

    /** Folder of its segments below the data directory. */
    public String folder() {
        return "segments/" + name().toLowerCase(Locale.ROOT);
    }
}
