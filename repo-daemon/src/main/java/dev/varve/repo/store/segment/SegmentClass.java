package dev.varve.repo.store.segment;

import dev.varve.protocol.record.RecordType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a segment holds. The order is that of recovery: what is pointed at before what points. */
public enum SegmentClass {
    /** Chunks. */
    DATA(1),
    /** Nodes, deltas, points, sessions, vaults. */
    META(2);

    private final int number;

    SegmentClass(int number) {
        this.number = number;
    }

    /** The number of the class in files; stable. */
    int number() {
        return number;
    }

    /** Null when no such class is known. */
    static @Nullable SegmentClass ofNumber(int number) {
        return switch (number) {
            case 1 -> DATA;
            case 2 -> META;
            default -> null;
        };
    }

    /** The class whose segments hold records of this type. */
    public static SegmentClass of(RecordType type) {
        return type == RecordType.CHUNKS ? DATA : META;
    }

    /** Folder of its segments below the data directory. */
    public String folder() {
        return "segments/" + name().toLowerCase(Locale.ROOT);
    }
}
