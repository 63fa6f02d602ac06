package dev.varve.repo.store.segment;

import dev.varve.repo.io.StorageDirectory;
import dev.varve.repo.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One open segment. Appends come from any thread, one at a time under the lock; taking, syncing and
 * sealing belong to the syncer's thread, and a sync runs beside appends.
 */
final class SegmentWriter implements AutoCloseable {
    private enum State {
        OPEN,
        /** Takes no more; to be sealed when all of it is applied. */
        FULL,
        /** A write or fsync left behind what nobody knows; never sealed, recovered at next open. */
        BROKEN
    }

    private final SegmentHeader header;
    private final StorageFile file;
    private final long sealAtBytes;
    private final PlaceChecksum place;
    private final MessageDigest digest = SegmentReader.newDigest();
    private final FooterTable table = new FooterTable();
    private final ReentrantLock lock = new ReentrantLock();
    private List<PendingRun> pending = new ArrayList<>();
    private State state = State.OPEN;
    private long position = SegmentHeader.LENGTH;
    private long lastAppendNanos;
    private volatile long durableBytes = SegmentHeader.LENGTH;

    private SegmentWriter(
            SegmentHeader header,
            StorageFile file,
            long sealAtBytes,
            ByteBuffer headerBytes,
            long nowNanos) {
        this.header = header;
        this.file = file;
        this.sealAtBytes = sealAtBytes;
        this.place = new PlaceChecksum(header.repositoryId(), header.segmentId());
        digest.update(headerBytes.duplicate());
        this.lastAppendNanos = nowNanos;
    }

    /** Creates the file; it and its name are durable before anything is appended. */
    static SegmentWriter create(
            StorageDirectory directory, SegmentHeader header, long sealAtBytes, long nowNanos)
            throws IOException {
        String name = SegmentNames.file(header.segmentClass(), header.segmentId());
        StorageFile file = directory.create(name);
        try {
            ByteBuffer bytes = header.encode();
            file.append(bytes);
            file.sync();
            directory.syncFolder(header.segmentClass().folder());
            return new SegmentWriter(header, file, sealAtBytes, bytes, nowNanos);
        } catch (IOException e) {
            discard(directory, file, e);
            throw e;
        }
    }

    private static void discard(StorageDirectory directory, StorageFile file, IOException cause) {
        try {
            file.close();
            directory.delete(file.name());
        } catch (IOException e) {
            // A file of at most a header: the next opening deletes it.
            cause.addSuppressed(e);
        }
    }

    /**
     * Stamps and writes the run.
     *
     * @return null when this segment takes no more
     * @throws IOException the run is not in the segment; when the segment could not be cut back to
     *     where it was, it takes no more
     */
    @Nullable PendingRun append(RecordRun run, long nowNanos) throws IOException {
        lock.lock();
        try {
            if (state != State.OPEN) {
                return null;
            }
            ByteBuffer bytes = run.bytes();
            for (int i = 0; i < run.recordCount(); i++) {
                place.stamp(bytes, run.offset(i), position + run.offset(i));
            }
            write(bytes);
            digest.update(bytes.duplicate());
            PendingRun written =
                    PendingRun.of(
                            new AppendedRun(header.segmentId(), position, run.lengthBytes()),
                            header.vaultNumber(),
                            run);
            written.records().forEach(record -> table.add(record.row()));
            pending.add(written);
            position += run.lengthBytes();
            lastAppendNanos = nowNanos;
            if (position >= sealAtBytes) {
                state = State.FULL;
            }
            return written;
        } finally {
            lock.unlock();
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        try {
            file.append(bytes);
        } catch (IOException e) {
            try {
                file.truncate(position);
            } catch (IOException again) {
                state = State.BROKEN;
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    SegmentHeader header() {
        return header;
    }

    String fileName() {
        return file.name();
    }

    /** Records that end at or before this are durable and applied. */
    long durableBytes() {
        return durableBytes;
    }

    void applied(long endBytes) {
        durableBytes = endBytes;
    }

    /** Syncer: what was written since it was last asked. */
    List<PendingRun> takePending() {
        lock.lock();
        try {
            List<PendingRun> taken = pending;
            pending = new ArrayList<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Syncer: makes durable at least all that was taken. */
    void sync() throws IOException {
        file.sync();
    }

    boolean takesAppends() {
        lock.lock();
        try {
            return state == State.OPEN;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more appends from here on. */
    void stopAppends() {
        lock.lock();
        try {
            if (state == State.OPEN) {
                state = State.FULL;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Syncer: stops appends when there has been none since {@code nanos}. */
    void stopWhenIdleSince(long nanos) {
        lock.lock();
        try {
            if (state == State.OPEN && pending.isEmpty() && lastAppendNanos - nanos <= 0) {
                state = State.FULL;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Syncer: true when it takes no more and nothing waits. */
    boolean drained() {
        lock.lock();
        try {
            return state != State.OPEN && pending.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    boolean broken() {
        lock.lock();
        try {
            return state == State.BROKEN;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Syncer: after a failed fsync. Cuts off what nobody knows about, so that nothing reads it from
     * the page cache as if it were on the disk; takes nothing ever after.
     *
     * @return runs that were appended meanwhile, and are lost, too
     */
    List<PendingRun> poison() {
        lock.lock();
        try {
            state = State.BROKEN;
            List<PendingRun> lost = pending;
            pending = new ArrayList<>();
            try {
                file.truncate(durableBytes);
                position = durableBytes;
            } catch (IOException e) {
                // Checksums and the watermark decide at the next opening.
                SegmentStore.LOGGER
                        .atWarn()
                        .setCause(e)
                        .addKeyValue("file", file.name())
                        .log("segment could not be cut back");
            }
            return lost;
        } finally {
            lock.unlock();
        }
    }

    /** Syncer: writes the footer and syncs. */
    SegmentTrailer seal() throws IOException {
        return SegmentSealer.seal(file, header, table, position, digest.digest());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
