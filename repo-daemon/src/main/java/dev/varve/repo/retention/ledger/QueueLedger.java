package dev.varve.repo.retention.ledger;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.repo.io.FileStorageDirectory;
import dev.varve.repo.io.SyncedFile;
import dev.varve.repo.retention.clock.LedgerHead;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger in a Chronicle Queue. The queue alone writes to mapped memory, so each append ends by
 * forcing the file. Opening reads all of it; where the chain is broken, everything can be read as
 * before, and nothing is appended: what would have to be recorded is not done then. Safe for
 * several threads; one process at a time.
 */
public final class QueueLedger implements Ledger, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(QueueLedger.class);

    /** Below the data directory. */
    static final String FOLDER = "ledger";

    private static final int BLOCK_BYTES = 4 << 20;

    private final Path folder;
    private final LongSupplier clockMillis;
    private final LongSupplier wallMillis;
    private final LedgerChain chain = new LedgerChain();
    private final Forcing forcing;
    private long lastMillis;
    private @Nullable String broken;
    private @Nullable LedgerHead known;
    private @Nullable ChronicleQueue queue;
    private @Nullable ExcerptAppender appender;

    /** Makes what was written to a file durable, and its name. */
    @FunctionalInterface
    interface Forcing {
        void force(Path file) throws IOException;
    }

    QueueLedger(
            Path data,
            LongSupplier clockMillis,
            LongSupplier wallMillis,
            long knownSize,
            Forcing forcing)
            throws IOException {
        this.folder = data.resolve(FOLDER);
        this.clockMillis = clockMillis;
        this.wallMillis = wallMillis;
        this.forcing = forcing;
        if (knownSize == 0) {
            known = LedgerHead.NONE;
        }
        read(data, knownSize);
    }

    /**
     * Opens the ledger of a data directory, or begins one.
     *
     * @param clockMillis the retention clock
     * @param wallMillis the system's clock, for people
     * @param knownSize entries that it is known to have had; see {@link #known}
     */
    public static QueueLedger open(
            Path data, LongSupplier clockMillis, LongSupplier wallMillis, long knownSize)
            throws IOException {
        return new QueueLedger(data, clockMillis, wallMillis, knownSize, SyncedFile::sync);
    }

    private void read(Path data, long knownSize) throws IOException {
        QueueExcerpts.Unreadable bad =
                new QueueExcerpts(new FileStorageDirectory(data), FOLDER)
                        .forEach((file, offset, excerpt) -> {
                            try {
                                // An entry made while the clock was not readable says 0.
                                lastMillis =
                                        Math.max(
                                                lastMillis, chain.follow(excerpt).getClockMillis());
                            } catch (LedgerChain.BrokenException e) {
                                broken =
                                        "entry "
                                                + (chain.size() + 1)
                                                + " in "
                                                + file
                                                + " at offset "
                                                + offset
                                                + ": "
                                                + e.getMessage();
                                return false;
                            }
                            if (chain.size() == knownSize) {
                                known = chain.head();
                            }
                            return true;
                        });
        if (bad != null) {
            broken = bad.file() + " at offset " + bad.offsetBytes() + ": " + bad.what();
        } else if (broken == null && known == null) {
            broken = "it had " + knownSize + " entries and has " + chain.size();
        }
        if (broken != null) {
            LOGGER.atError()
                    .log("the ledger is broken, nothing can be committed or deleted: {}", broken);
        }
    }

    /** How far it is. */
    public synchronized LedgerHead head() {
        return chain.head();
    }

    /**
     * What its head was when it had as many entries as it was known to have; empty: it has fewer.
     */
    public synchronized Optional<LedgerHead> known() {
        return Optional.ofNullable(known);
    }

    /** The latest time of the retention clock in it when it was opened; 0: it had none. */
    public synchronized long lastMillis() {
        return lastMillis;
    }

    /** Why nothing can be appended; empty when all is well. */
    public synchronized Optional<String> broken() {
        return Optional.ofNullable(broken);
    }

    @Override
    public synchronized LedgerEntry append(LedgerEntry draft) throws IOException {
        if (broken != null) {
            throw new ProtocolException(
                    ErrorCode.DAMAGED,
                    "the ledger is broken: " + broken,
                    "Look at it by varve audit; what cannot be recorded is not done.");
        }
        try {
            ExcerptAppender to = appender();
            LedgerEntry entry = chain.next(draft, clockMillis.getAsLong(), wallMillis.getAsLong());
            to.writeBytes(Bytes.wrapForRead(chain.add(entry)));
            forcing.force(to.currentFile().toPath());
            return entry;
        } catch (IOException | RuntimeException e) {
            // Whether the entry is there is decided at the next opening.
            broken = "an entry could not be written: " + e;
            throw new IOException(broken, e);
        }
    }

    private ExcerptAppender appender() {
        ExcerptAppender open = appender;
        if (open == null) {
            ChronicleQueue made =
                    ChronicleQueue.singleBuilder(folder.toFile())
                            .rollCycle(RollCycles.FAST_DAILY)
                            .blockSize(BLOCK_BYTES)
                            .build();
            queue = made;
            open = made.createAppender();
            open.singleThreadedCheckDisabled(true); // guarded by this object's lock instead
            appender = open;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        if (broken == null) {
            broken = "it is closed";
        }
        if (appender != null) {
            appender.close();
        }
        if (queue != null) {
            queue.close();
        }
    }
}
