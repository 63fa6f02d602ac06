package dev.varve.repo.retention.ledger;

import dev.varve.repo.io.StorageDirectory;
import dev.varve.repo.io.StorageFile;
import dev.varve.repo.retention.ledger.QueueExcerpts.Unreadable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The way through one file of a queue. Confined to one thread. */
final class ExcerptFile {
    static final int HEADER_LENGTH = Integer.BYTES;
    static final int MOST_LENGTH = 1 << 20;
    private static final int NOT_COMPLETE = 0x8000_0000;
    private static final int META = 0x4000_0000;
    private static final int LENGTH_MASK = 0x3FFF_FFFF;
    private static final int CLOSED = NOT_COMPLETE | META;

    private final String name;
    private final boolean isLast;
    private final QueueExcerpts.Visitor visitor;
    private long at;
    private boolean stopped;
    private boolean closed;

    /**
     * @param isLast no other comes behind it, whose entries would show that some are missing here
     */
    ExcerptFile(String name, boolean isLast, QueueExcerpts.Visitor visitor) {
        this.name = name;
        this.isLast = isLast;
        this.visitor = visitor;
    }

    /** Visits what it has from there on; gives where it cannot go on, or null. */
    @Nullable Unreadable read(StorageDirectory directory, long from) {
        at = from;
        try (StorageFile file = directory.openForReading(name)) {
            return read(file);
        } catch (IOException e) {
            return unreadable("it cannot be read: " + e.getMessage());
        }
    }

    /** Where the next excerpt will be. */
    long offsetBytes() {
        return at;
    }

    /** The visitor wanted no more. */
    boolean isStopped() {
        return stopped;
    }

    /** The queue wrote that no more follows. */
    boolean isClosed() {
        return closed;
    }

    private @Nullable Unreadable read(StorageFile file) throws IOException {
        while (at + HEADER_LENGTH <= file.size()) {
            int header = header(file);
            int length = header & LENGTH_MASK;
            if ((header & NOT_COMPLETE) != 0 || length == 0) {
                OptionalLong lost = lostBehind(file, header);
                if (lost.isPresent() && header(file) != header) {
                    continue; // a daemon wrote here while this was reading
                }
                closed = header == CLOSED;
                return lost.isPresent()
                        ? unreadable(
                                "it ends there, and at offset "
                                        + lost.getAsLong()
                                        + " is an intact entry")
                        : null;
            }
            @Nullable Unreadable bad = excerpt(file, header, length);
            if (bad != null || stopped) {
                return bad;
            }
        }
        return null;
    }

    private @Nullable Unreadable excerpt(StorageFile file, int header, int length)
            throws IOException {
        long next = at + HEADER_LENGTH + length;
        if (next > file.size()) {
            return unreadable("an excerpt is longer than the file");
        }
        if ((header & META) == 0) {
            if (length > MOST_LENGTH) {
                return unreadable("an excerpt of " + length + " bytes");
            }
            byte[] excerpt = bytes(file, at + HEADER_LENGTH, length).array();
            if (!visitor.visit(name, at + HEADER_LENGTH, excerpt)) {
                stopped = true;
                return null;
            }
        }
        at = (next + HEADER_LENGTH - 1) & -HEADER_LENGTH;
        return null;
    }

    /** Only where nothing else would show it: looking through the rest of a file takes time. */
    private OptionalLong lostBehind(StorageFile file, int header) throws IOException {
        return header == CLOSED && !isLast ? OptionalLong.empty() : new LostExcerpt(file).find(at);
    }

    private int header(StorageFile file) throws IOException {
        return bytes(file, at, HEADER_LENGTH).getInt();
    }

    private Unreadable unreadable(String what) {
        return new Unreadable(name, at, what);
    }

    static ByteBuffer bytes(StorageFile file, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        file.read(bytes, offset);
        return bytes.flip();
    }
}
