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
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger in a Chronicle Queue. Opening reads all of it; where the chain is broken, everything
 * can be read as before, and nothing is appended: what would have to be recorded is not done then.
 * Safe for several threads; one process at a time.
 */
public final class QueueLedger implements Ledger, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(QueueLedger.class);

    /** Below the data directory. */
    static final String FOLDER = "ledger";

    private final LongSupplier clockMillis;
    private final LongSupplier wallMillis;
    private final LedgerHead expected;
    private final LedgerChain chain = new LedgerChain();
    private final QueueWriter writer;
    private long lastMillis;
    private @Nullable String broken;
    private @Nullable LedgerHead known;

    QueueLedger(
            Path data,
            LongSupplier clockMillis,
            LongSupplier wallMillis,
            LedgerHead expected,
            Consumer<LedgerEntry> entries,
            QueueWriter.Forcing forcing)
            throws IOException {
        this.clockMillis = clockMillis;
        this.wallMillis = wallMillis;
        this.expected = expected;
        if (expected.size() == 0) {
            known = LedgerHead.NONE;
        }
        FileStorageDirectory directory = new FileStorageDirectory(data);
        this.writer = new QueueWriter(directory, clockMillis, forcing, read(directory, entries));
        if (broken != null) {
            LOGGER.atError()
                    .log("the ledger is broken, nothing can be committed or deleted: {}", broken);
        }
    }

    /**
     * Opens the ledger of a data directory, or begins one.
     *
     * @param clockMillis the retention clock
     * @param wallMillis the system's clock, for people
     * @param expected how far it is known to have been; see {@link #known}
     * @param entries is shown each entry that there is, in order
     */
    public static QueueLedger open(
            Path data,
            LongSupplier clockMillis,
            LongSupplier wallMillis,
            LedgerHead expected,
            Consumer<LedgerEntry> entries)
            throws IOException {
        return new QueueLedger(data, clockMillis, wallMillis, expected, entries, SyncedFile::sync);
    }

    /** Gives where it ends. */
    private QueueExcerpts.Place read(FileStorageDirectory data, Consumer<LedgerEntry> entries)
            throws IOException {
        QueueExcerpts excerpts = new QueueExcerpts(data, FOLDER);
        QueueExcerpts.Unreadable bad =
                excerpts.forEach((file, offset, excerpt) -> follow(entries, file, offset, excerpt));
        if (bad != null) {
            broken = bad.file() + " at offset " + bad.offsetBytes() + ": " + bad.what();
        } else if (broken == null) {
            broken = otherThanExpected();
        }
        return excerpts.end();
    }

    private boolean follow(
            Consumer<LedgerEntry> entries, String file, long offset, byte[] excerpt) {
        try {
            LedgerEntry entry = chain.follow(excerpt);
            // An entry made while the clock was not readable says 0.
            lastMillis = Math.max(lastMillis, entry.getClockMillis());
            if (chain.size() == expected.size()) {
                known = chain.head();
            }
            entries.accept(entry);
            return true;
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
    }

    private @Nullable String otherThanExpected() {
        if (known == null) {
            return "it had " + expected.size() + " entries and has " + chain.size();
        }
        return known.equals(expected)
                ? null
                : "its first " + expected.size() + " entries are others than they were";
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
        writer.requireRoom();
        LedgerEntry entry = chain.next(draft, clockMillis.getAsLong(), wallMillis.getAsLong());
        byte[] excerpt = LedgerChain.excerpt(entry);
        if (excerpt.length > ExcerptFile.MOST_LENGTH) {
            throw new ProtocolException(
                    ErrorCode.TOO_LARGE,
                    "an entry of " + excerpt.length + " bytes does not fit into the ledger",
                    "Say it in fewer words.");
        }
        try {
            writer.write(excerpt);
            // Counted last: the clock's record must never know of an entry that may not be there.
            chain.add(excerpt);
            return entry;
        } catch (IOException | RuntimeException e) {
            throw new IOException(breakBy(e), e);
        } catch (Error e) {
            // A mapped page that cannot be read or written ends in one.
            LOGGER.atError().setCause(e).log("{}", breakBy(e));
            throw e;
        }
    }

    /** Whether the entry is there is decided at the next opening. */
    private String breakBy(Throwable cause) {
        String why = "an entry could not be written: " + cause;
        broken = why;
        return why;
    }

    @Override
    public synchronized void close() {
        if (broken == null) {
            broken = "it is closed";
        }
        writer.close();
    }
}
