package dev.varve.repo.retention.ledger;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.io.FileStorageDirectory;
import dev.varve.repo.retention.ledger.QueueExcerpts.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.function.LongSupplier;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import org.jspecify.annotations.Nullable;

/**
 * Writes excerpts behind those that were read. The queue writes to mapped memory, so each write
 * ends by forcing the file. Confined to one thread at a time.
 */
final class QueueWriter implements AutoCloseable {
    private static final int BLOCK_BYTES = 4 << 20;

    /** For an entry, and what the queue begins for it: mapped memory without blocks ends a JVM. */
    private static final long LEAST_FREE_BYTES = 2 << 20;

    private static final long MILLIS_PER_DAY = Duration.ofDays(1).toMillis();

    /** A later day has a longer name, which sorts before that of this one. */
    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

    private final FileStorageDirectory data;
    private final LongSupplier clockMillis;
    private final Forcing forcing;
    private final Place behind;
    private long day;

    /** What the queue writes is where the reader looks for it. */
    private boolean readable;

    private @Nullable ChronicleQueue queue;
    private @Nullable ExcerptAppender appender;

    /** Makes what was written to a file durable, and its name. */
    @FunctionalInterface
    interface Forcing {
        void force(Path file) throws IOException;

        /** On the disk of the ledger. */
        default long freeBytes(FileStorageDirectory data) throws IOException {
            return data.freeBytes();
        }
    }

    /**
     * @param behind where reading came to the end
     */
    QueueWriter(
            FileStorageDirectory data, LongSupplier clockMillis, Forcing forcing, Place behind) {
        this.data = data;
        this.clockMillis = clockMillis;
        this.forcing = forcing;
        this.behind = behind;
        this.day = behind.firstDay();
    }

    /**
     * Returns when there is room for an entry.
     *
     * @throws ProtocolException DISK_FULL; nothing was written
     */
    void requireRoom() throws IOException {
        long freeBytes = forcing.freeBytes(data);
        if (freeBytes < LEAST_FREE_BYTES) {
            throw new ProtocolException(
                    ErrorCode.DISK_FULL,
                    "the ledger needs "
                            + LEAST_FREE_BYTES
                            + " free bytes for an entry, and the disk has "
                            + freeBytes,
                    "Make room on the disk; what cannot be recorded is not done.");
        }
    }

    /** Durable on return. After it threw anything, nobody knows what is there. */
    void write(byte[] excerpt) throws IOException {
        ExcerptAppender to = appender();
        to.writeBytes(Bytes.wrapForRead(excerpt));
        forcing.force(to.currentFile().toPath());
        requireReadable(excerpt);
    }

    private ExcerptAppender appender() throws IOException {
        ExcerptAppender open = appender;
        if (open == null) {
            data.createFolder(QueueLedger.FOLDER); // durably, which the queue does not see to
            ChronicleQueue made =
                    ChronicleQueue.singleBuilder(data.path().resolve(QueueLedger.FOLDER).toFile())
                            .rollCycle(RollCycles.FAST_DAILY)
                            .blockSize(BLOCK_BYTES)
                            .timeProvider(this::fileMillis)
                            .build();
            queue = made;
            open = made.createAppender();
            open.singleThreadedCheckDisabled(true); // the ledger's lock guards it instead
            appender = open;
        }
        return open;
    }

    /**
     * Which day's file the queue writes to: that of the retention clock, and never one before the
     * last. By the wall clock, entries would come before others once it is put back.
     */
    private long fileMillis() {
        day = Math.max(day, Math.min(LAST_DAY, clockMillis.getAsLong() / MILLIS_PER_DAY));
        return day * MILLIS_PER_DAY;
    }

    /**
     * Once after opening: that the queue goes on where the reader ended. In a damaged file it could
     * go on behind a place that no reader passes, and nobody would see what was acknowledged.
     */
    private void requireReadable(byte[] excerpt) throws IOException {
        if (readable) {
            return;
        }
        QueueExcerpts.Visitor isIt =
                (file, offset, next) -> {
                    readable = Arrays.equals(next, excerpt);
                    return false;
                };
        QueueExcerpts.Unreadable bad =
                new QueueExcerpts(data, QueueLedger.FOLDER).forEach(behind, isIt);
        if (bad != null || !readable) {
            throw new IOException(
                    "it is not readable behind offset "
                            + behind.offsetBytes()
                            + " of "
                            + behind.name());
        }
    }

    @Override
    public void close() {
        if (appender != null) {
            appender.close();
        }
        if (queue != null) {
            queue.close();
        }
    }
}
