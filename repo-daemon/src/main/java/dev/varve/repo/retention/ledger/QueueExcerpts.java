package dev.varve.repo.retention.ledger;

import dev.varve.repo.io.StorageDirectory;
import dev.varve.repo.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads the excerpts of a queue's files without the queue: from files that may be damaged, or only
 * a copy, and must not be written to. docs/formats/ledger.md has the layout.
 */
final class QueueExcerpts {
    static final String SUFFIX = ".cq4";
    private static final int HEADER_LENGTH = Integer.BYTES;
    private static final int NOT_COMPLETE = 0x8000_0000;
    private static final int META = 0x4000_0000;
    private static final int LENGTH_MASK = 0x3FFF_FFFF;
    private static final int MOST_LENGTH = 1 << 20;

    private final StorageDirectory directory;
    private final String folder;

    QueueExcerpts(StorageDirectory directory, String folder) {
        this.directory = directory;
        this.folder = folder;
    }

    /** Takes one excerpt. */
    @FunctionalInterface
    interface Visitor {
        /**
         * Returns false to end.
         *
         * @param offsetBytes of its first byte in the file
         */
        boolean visit(String file, long offsetBytes, byte[] excerpt) throws IOException;
    }

    /** Something in a file that no queue writes. */
    record Unreadable(String file, long offsetBytes, String what) {}

    /**
     * Visits all, in order; gives where it cannot go on, or null. What was begun and not ended is
     * no excerpt: its writer died, and it was never acknowledged.
     */
    @org.jspecify.annotations.Nullable
    Unreadable forEach(Visitor visitor) throws IOException {
        for (String name : directory.list(folder)) {
            if (!name.endsWith(SUFFIX)) {
                continue;
            }
            String file = folder + "/" + name;
            try (StorageFile open = directory.openForReading(file)) {
                long[] end = new long[1];
                Unreadable bad = read(open, file, visitor, end);
                if (bad != null || end[0] < 0) {
                    return bad;
                }
            }
        }
        return null;
    }

    /** Reads one file; {@code end} is negative when the visitor ended it. */
    private static @org.jspecify.annotations.Nullable Unreadable read(
            StorageFile file, String name, Visitor visitor, long[] end) throws IOException {
        long size = file.size();
        long at = 0;
        while (at + HEADER_LENGTH <= size) {
            int header = bytes(file, at, HEADER_LENGTH).getInt();
            int length = header & LENGTH_MASK;
            if ((header & NOT_COMPLETE) != 0 || length == 0) {
                return null;
            }
            long next = at + HEADER_LENGTH + length;
            if (next > size) {
                return new Unreadable(name, at, "an excerpt is longer than the file");
            }
            if ((header & META) == 0) {
                if (length > MOST_LENGTH) {
                    return new Unreadable(name, at, "an excerpt of " + length + " bytes");
                }
                byte[] excerpt = new byte[length];
                bytes(file, at + HEADER_LENGTH, length).get(excerpt);
                if (!visitor.visit(name, at + HEADER_LENGTH, excerpt)) {
                    end[0] = -1;
                    return null;
                }
            }
            at = (next + HEADER_LENGTH - 1) & -HEADER_LENGTH;
        }
        return null;
    }

    private static ByteBuffer bytes(StorageFile file, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        file.read(bytes, offset);
        return bytes.flip().limit(bytes.limit());
    }
}
