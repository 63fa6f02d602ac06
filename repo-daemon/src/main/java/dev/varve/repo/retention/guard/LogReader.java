package dev.varve.repo.retention.guard;

import dev.varve.protocol.model.Uid;
import dev.varve.repo.io.inode.Inode;
import dev.varve.repo.io.inode.InodeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Reads a whole log of labels, in the helper and, only to audit, in the daemon. */
final class LogReader {
    static final String FOLDER = "guard";
    static final String FILE = "labels";

    private static final int RECORDS_AT_ONCE = 4096;

    private final Inode file;
    private final byte[] seed;
    private final SealedSegments segments = new SealedSegments();
    private long records;
    private long bad;
    private boolean damaged;

    private LogReader(Inode file, byte[] seed) {
        this.file = file;
        this.seed = seed;
    }

    /**
     * What a log says.
     *
     * @param records whole records, good or bad
     * @param trailingBad how many bad ones end it: a crash may have torn them
     * @param damaged bad records lie inside, where no crash puts them
     * @param lengthBytes of the file
     */
    record Content(
            SealedSegments segments,
            long records,
            long trailingBad,
            boolean damaged,
            long lengthBytes) {}

    static byte[] seed(Uid repositoryId) {
        return ("varve guard " + repositoryId).getBytes(StandardCharsets.US_ASCII);
    }

    /** Beside a helper, or without one. Empty: there never was a helper. */
    static Optional<Content> read(Path data, Uid repositoryId) throws IOException {
        try (Inode root = Inode.folder(data);
                Inode folder = root.folder(FOLDER);
                Inode file = folder.file(FILE)) {
            return Optional.of(read(file, seed(repositoryId)));
        } catch (InodeException failed) {
            if (failed.absent()) {
                return Optional.empty();
            }
            throw failed;
        }
    }

    static Content read(Inode file, byte[] seed) throws IOException {
        return new LogReader(file, seed).all();
    }

    private Content all() throws IOException {
        long length = file.status().sizeBytes();
        long whole = length / LogRecord.LENGTH;
        while (records < whole) {
            int count = (int) Math.min(RECORDS_AT_ONCE, whole - records);
            byte[] bytes = file.read(records * LogRecord.LENGTH, count * LogRecord.LENGTH);
            for (int at = 0; at + LogRecord.LENGTH <= bytes.length; at += LogRecord.LENGTH) {
                take(Arrays.copyOfRange(bytes, at, at + LogRecord.LENGTH));
            }
            if (bytes.length < count * LogRecord.LENGTH) {
                throw new IOException(file + " became shorter while it was read");
            }
        }
        return new Content(segments, records, bad, damaged, length);
    }

    /** Bad records count only until a record says that a crash tore just so many. */
    private void take(byte[] bytes) {
        Optional<LogRecord> record = LogRecord.decode(bytes, seed, records);
        records++;
        if (record.isEmpty()) {
            bad++;
            return;
        }
        boolean explained =
                record.get().kind() == LogRecord.Kind.TORN
                        && record.get().lock().retainUntilMillis() == bad;
        damaged |= bad > 0 && !explained;
        bad = 0;
        segments.apply(record.get());
    }
}
