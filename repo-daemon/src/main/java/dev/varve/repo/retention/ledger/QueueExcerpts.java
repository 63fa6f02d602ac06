package dev.varve.repo.retention.ledger;

import dev.varve.repo.io.StorageDirectory;
import java.io.IOException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the excerpts of a queue's files without the queue: from files that may be damaged, or only
 * a copy, and must not be written to. docs/formats/ledger.md has the layout. Confined to one
 * thread.
 */
final class QueueExcerpts {
    static final String SUFFIX = ".cq4";
    private static final int DAY_LENGTH = 8;
    private static final String MARK_AND_SUFFIX = "F" + SUFFIX;

    private final StorageDirectory directory;
    private final String folder;
    private Place end = Place.BEGIN;

    QueueExcerpts(StorageDirectory directory, String folder) {
        this.directory = directory;
        this.folder = folder;
    }

    /** What is done with each excerpt. */
    @FunctionalInterface
    interface Visitor {
        /**
         * True to go on.
         *
         * @param offsetBytes of its first byte in the file
         */
        boolean visit(String file, long offsetBytes, byte[] excerpt);
    }

    /** Something in a file that no queue writes, or that cannot be read. */
    record Unreadable(String file, long offsetBytes, String what) {}

    /**
     * Where reading came to the end.
     *
     * @param name of the last file; empty: there is none
     * @param offsetBytes where the next excerpt of that file will be
     * @param closed the queue wrote that no more follows in this file
     */
    record Place(String name, long offsetBytes, boolean closed) {
        static final Place BEGIN = new Place("", 0, false);

        /** The first day, since 1970, whose file comes in order behind all that is there. */
        long firstDay() {
            return name.isEmpty() ? 0 : day(name) + (closed ? 1 : 0);
        }
    }

    /** Where the last {@link #forEach} came to the end. */
    Place end() {
        return end;
    }

    /**
     * Visits all, in order; gives where it cannot go on, or null. What was begun and not ended is
     * no excerpt: its writer died, and it was never acknowledged.
     */
    @Nullable Unreadable forEach(Visitor visitor) throws IOException {
        return forEach(Place.BEGIN, visitor);
    }

    /** Visits what came behind {@code from}. */
    @Nullable Unreadable forEach(Place from, Visitor visitor) throws IOException {
        end = from;
        List<String> names =
                directory.list(folder).stream()
                        .filter(name -> name.endsWith(SUFFIX) && name.compareTo(from.name()) >= 0)
                        .toList();
        for (String name : names) {
            String file = folder + "/" + name;
            if (!isDay(name)) {
                return new Unreadable(file, 0, "no ledger names a file like that");
            }
            boolean isLast = name.equals(names.getLast());
            ExcerptFile excerpts = new ExcerptFile(file, isLast, visitor);
            @Nullable Unreadable bad =
                    excerpts.read(directory, name.equals(from.name()) ? from.offsetBytes() : 0);
            if (bad != null || excerpts.isStopped()) {
                return bad;
            }
            end = new Place(name, excerpts.offsetBytes(), excerpts.isClosed());
        }
        return null;
    }

    /** Days since 1970. */
    private static long day(String name) {
        return LocalDate.parse(name.substring(0, DAY_LENGTH), DateTimeFormatter.BASIC_ISO_DATE)
                .toEpochDay();
    }

    private static boolean isDay(String name) {
        try {
            return name.length() == DAY_LENGTH + MARK_AND_SUFFIX.length()
                    && name.endsWith(MARK_AND_SUFFIX)
                    && day(name) >= 0;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
