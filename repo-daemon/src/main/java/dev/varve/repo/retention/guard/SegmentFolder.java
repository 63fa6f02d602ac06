package dev.varve.repo.retention.guard;

import java.util.Optional;

/** The two folders whose files the helper touches; it touches nothing else. */
public enum SegmentFolder {
    DATA(1, "data"),
    META(2, "meta");

    /** Where both lie, in the data directory. */
    static final String ABOVE = "segments";

    private final int number;
    private final String folder;

    SegmentFolder(int number, String folder) {
        this.number = number;
        this.folder = folder;
    }

    int number() {
        return number;
    }

    String folder() {
        return folder;
    }

    static Optional<SegmentFolder> ofNumber(int number) {
        return switch (number) {
            case 1 -> Optional.of(DATA);
            case 2 -> Optional.of(META);
            default -> Optional.empty();
        };
    }
}
