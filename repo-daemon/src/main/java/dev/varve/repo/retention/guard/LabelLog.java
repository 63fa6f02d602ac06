package dev.varve.repo.retention.guard;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.io.inode.Inode;
import dev.varve.repo.io.inode.InodeException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The helper's own memory of what it sealed, until when: a file that only grows, append-only to the
 * file system too where it can be, as is its folder. Confined to the helper's thread.
 */
final class LabelLog implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(LabelLog.class);

    /** A crash tears the last record at most; more is no crash. */
    private static final long MOST_TORN = 1;

    private static final int FOLDER_MODE = 0755;
    private static final int FILE_MODE = 0644;

    private final Inode file;
    private final byte[] seed;
    private final SealedSegments segments;
    private boolean damaged;
    private boolean failed;
    private long next;

    private LabelLog(Inode file, byte[] seed, LogReader.Content content) {
        this.file = file;
        this.seed = seed;
        this.segments = content.segments();
        this.damaged = content.damaged();
        this.next = content.records();
    }

    /**
     * Opens the log of a data directory, begun when missing, for this process alone.
     *
     * @throws ProtocolException REPOSITORY_IN_USE when another helper has it
     */
    static LabelLog open(Inode root, Uid repositoryId) throws IOException {
        byte[] seed = LogReader.seed(repositoryId);
        try (Inode folder = root.folderOrNew(LogReader.FOLDER, FOLDER_MODE)) {
            Inode file = folder.fileForAppend(LogReader.FILE, FILE_MODE);
            try {
                if (!file.tryLock()) {
                    throw new ProtocolException(
                            ErrorCode.REPOSITORY_IN_USE,
                            "another helper guards " + root,
                            "One helper for each repository: stop the other first.");
                }
                appendOnly(file);
                appendOnly(folder);
                file.sync();
                folder.sync();
                root.sync();
                LogReader.Content content;
                try (Inode reading = folder.file(LogReader.FILE)) {
                    content = LogReader.read(reading, seed);
                }
                LabelLog log = new LabelLog(file, seed, content);
                log.mend(content);
                return log;
            } catch (IOException | RuntimeException failed) {
                file.close();
                throw failed;
            }
        }
    }

    SealedSegments segments() {
        return segments;
    }

    /** True: what it says of some segment may be lost, so that none may be deleted. */
    boolean damaged() {
        return damaged || failed;
    }

    /** Durable on return; when it throws, nothing that it would record may be done. */
    void append(LogRecord.Kind kind, SegmentRef segment, Lock lock, long clockMillis)
            throws IOException {
        write(new LogRecord(next, kind, segment, lock, clockMillis));
    }

    @Override
    public void close() {
        file.close();
    }

    private void write(LogRecord record) throws IOException {
        if (failed) {
            throw new IOException(file + " failed before: what it holds is seen at the next start");
        }
        failed = true;
        file.append(record.encode(seed));
        file.sync();
        failed = false;
        next++;
        segments.apply(record);
    }

    /** Fills a torn record up, and says so: the file cannot be cut. */
    private void mend(LogReader.Content content) throws IOException {
        long torn = content.trailingBad();
        int partial = (int) (content.lengthBytes() % LogRecord.LENGTH);
        if (partial > 0) {
            file.append(new byte[LogRecord.LENGTH - partial]);
            torn++;
            next++;
        }
        if (torn == 0) {
            return;
        }
        LOGGER.atWarn().addKeyValue("file", file).log("the last record of the log was torn");
        if (torn > MOST_TORN) {
            damaged = true;
            return;
        }
        write(LogRecord.torn(next, torn));
    }

    private static void appendOnly(Inode inode) throws IOException {
        try {
            inode.setFlags(inode.flags().withAppendOnly(true));
        } catch (InodeException cannot) {
            LOGGER.atWarn()
                    .addKeyValue("path", inode)
                    .addKeyValue("reason", cannot.getMessage())
                    .log("cannot be made append-only");
        }
    }
}
