package dev.varve.ingest.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal in a Chronicle Queue, which lies in memory-mapped files: what was written survives the
 * process. It need not survive the machine: a unit that is lost is read again, and the daemon still
 * has its chunks.
 */
final class QueueJournal implements SessionJournal {
    private static final Logger LOGGER = LoggerFactory.getLogger(QueueJournal.class);

    /** Files are sparse; a record may take a quarter of this. */
    private static final int BLOCK_BYTES = 8 << 20;

    private final Path directory;
    private final JournalLock lock;
    private final Optional<JournaledSession> session;
    private @Nullable ChronicleQueue queue;
    private @Nullable ExcerptAppender appender;

    private QueueJournal(Path directory, JournalLock lock) throws IOException {
        this.directory = directory;
        this.lock = lock;
        session = Files.isDirectory(directory) ? read() : Optional.empty();
        if (session.isEmpty()) {
            closeQueue();
            deleteFiles();
        }
    }

    static QueueJournal open(Path directory, JournalLock lock) throws IOException {
        return new QueueJournal(directory, lock);
    }

    @Override
    public synchronized Optional<JournaledSession> session() {
        return session;
    }

    @Override
    public synchronized void begin(JournaledSession newSession) {
        closeQueue();
        deleteFiles();
        append(new JournalRecord(JournalRecord.Type.SESSION, 0, newSession.encode()));
    }

    @Override
    public synchronized void forEachUnit(int image, Consumer<ByteBuffer> unit) {
        if (queue == null) {
            return;
        }
        boolean good =
                forEachRecord(record -> {
                    if (record.type() == JournalRecord.Type.UNIT && record.image() == image) {
                        unit.accept(record.payload());
                    }
                    return true;
                });
        if (!good) {
            throw new IllegalStateException(
                    "the journal in " + directory + " was good when it was opened");
        }
    }

    @Override
    public synchronized void unitDone(int image, ByteBuffer unit) {
        if (unit.remaining() > JournalRecord.MOST_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("a unit of " + unit.remaining() + " bytes");
        }
        append(new JournalRecord(JournalRecord.Type.UNIT, image, unit));
    }

    @Override
    public synchronized void delete() {
        closeQueue();
        deleteFiles();
        lock.close();
    }

    @Override
    public synchronized void close() {
        closeQueue();
        lock.close();
    }

    /** The session record, when the whole journal is good. */
    private Optional<JournaledSession> read() {
        AtomicReference<JournaledSession> found = new AtomicReference<>();
        try {
            if (forEachRecord(record -> found.get() != null || isSession(record, found))) {
                return Optional.ofNullable(found.get());
            }
            LOGGER.atWarn()
                    .addKeyValue("directory", directory)
                    .log("journal is damaged: discarded, the source is read again");
        } catch (RuntimeException e) {
            // Chronicle throws many kinds for damaged files; each means: do not trust this journal.
            LOGGER.atWarn()
                    .addKeyValue("directory", directory)
                    .setCause(e)
                    .log("journal cannot be read: discarded, the source is read again");
        }
        return Optional.empty();
    }

    private static boolean isSession(
            JournalRecord record, AtomicReference<JournaledSession> found) {
        if (record.type() == JournalRecord.Type.SESSION) {
            found.set(JournaledSession.decode(record.payload()));
        }
        return found.get() != null;
    }

    /** False as soon as a record is damaged or refused. */
    private boolean forEachRecord(Predicate<JournalRecord> use) {
        Bytes<?> bytes = Bytes.allocateElasticOnHeap();
        try (ExcerptTailer tailer = queue().createTailer()) {
            while (tailer.readBytes(bytes.clear())) {
                JournalRecord record = JournalRecord.decode(bytes.toByteArray());
                if (record == null || !use.test(record)) {
                    return false;
                }
            }
        }
        return true;
    }

    private void append(JournalRecord record) {
        ExcerptAppender to = appender;
        if (to == null) {
            to = queue().createAppender();
            to.singleThreadedCheckDisabled(true); // guarded by this object's lock instead
            appender = to;
        }
        to.writeBytes(Bytes.wrapForRead(record.encode()));
    }

    private ChronicleQueue queue() {
        ChronicleQueue open = queue;
        if (open == null) {
            open =
                    ChronicleQueue.singleBuilder(directory.toFile())
                            .rollCycle(RollCycles.FAST_DAILY)
                            .blockSize(BLOCK_BYTES)
                            .build();
            queue = open;
        }
        return open;
    }

    private void closeQueue() {
        if (appender != null) {
            appender.close();
            appender = null;
        }
        if (queue != null) {
            queue.close();
            queue = null;
        }
    }

    private void deleteFiles() {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try {
            Files.walkFileTree(
                    directory,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                                throws IOException {
                            Files.delete(file);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(
                                Path visited, @Nullable IOException failure) throws IOException {
                            Files.delete(visited);
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the journal in " + directory, e);
        }
    }
}
