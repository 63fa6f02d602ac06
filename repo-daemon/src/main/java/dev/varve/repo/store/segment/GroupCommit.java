package dev.varve.repo.store.segment;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.index.Index;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The syncer: one thread that makes what was written durable, applies it to the index, and only
 * then tells those who wait. While it syncs, appends go on; all that came meanwhile shares the next
 * fsync.
 */
final class GroupCommit implements AutoCloseable {
    private static final int IDLE_LOOKS = 4;

    private final Index index;
    private final IndexFeeder feeder;
    private final SegmentCatalog catalog;
    private final VaultBytes vaultBytes;
    private final SegmentSettings settings;
    private final LongSupplier nanoTime;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final List<SegmentWriter> writers = new ArrayList<>();
    private long pendingBytes;
    private boolean appended;
    private boolean closing;
    private boolean ended;
    private volatile @Nullable Throwable failure;

    private long unflushedBytes;

    GroupCommit(
            Index index,
            IndexFeeder feeder,
            SegmentCatalog catalog,
            VaultBytes vaultBytes,
            SegmentSettings settings,
            LongSupplier nanoTime) {
        this.index = index;
        this.feeder = feeder;
        this.catalog = catalog;
        this.vaultBytes = vaultBytes;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.thread = Thread.ofPlatform().name("varve-segment-sync").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Waits until {@code bytes} more may be written. */
    void reserve(long bytes) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            requireOpen();
            while (pendingBytes > 0 && pendingBytes + bytes > settings.pendingBytes()) {
                room.await();
                requireOpen();
            }
            pendingBytes += bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Counts bytes that cannot wait, since those who hold the room wait for them. */
    void reserveAtOnce(long bytes) {
        lock.lock();
        try {
            pendingBytes += bytes;
        } finally {
            lock.unlock();
        }
    }

    void release(long bytes) {
        lock.lock();
        try {
            pendingBytes -= bytes;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void register(SegmentWriter writer) {
        lock.lock();
        try {
            writers.add(writer);
            // Data before meta, older before newer: the order in which records are applied.
            writers.sort(
                    Comparator.comparing((SegmentWriter each) -> each.header().segmentClass())
                            .thenComparingLong(each -> each.header().segmentId()));
        } finally {
            lock.unlock();
        }
    }

    void appended() {
        boolean late;
        lock.lock();
        try {
            appended = true;
            late = ended;
            work.signal();
        } finally {
            lock.unlock();
        }
        if (late) {
            refusePending();
        }
    }

    private void requireOpen() throws ProtocolException {
        if (failure == null && !closing) {
            return;
        }
        Throwable cause = failure;
        ProtocolException refused =
                new ProtocolException(
                        ErrorCode.UNAVAILABLE,
                        cause == null
                                ? "the record store is closing"
                                : "the index does not follow the segments: " + cause,
                        "Restart the daemon; what was acknowledged is safe.");
        if (cause != null) {
            refused.initCause(cause);
        }
        throw refused;
    }

    private void run() {
        try {
            while (awaitWork()) {
                round();
            }
            round();
            sealAll();
            end(null);
        } catch (IOException | RuntimeException | Error e) {
            SegmentStore.LOGGER
                    .atError()
                    .setCause(e)
                    .log("records cannot be applied; no more appends until the next opening");
            end(e);
        }
    }

    /** False when it is time to end. */
    private boolean awaitWork() {
        long idleNanos = settings.idle().toNanos();
        lock.lock();
        try {
            long waitNanos = Math.max(idleNanos / IDLE_LOOKS, TimeUnit.MILLISECONDS.toNanos(1));
            while (!appended && !closing && waitNanos > 0) {
                waitNanos = work.awaitNanos(waitNanos);
            }
            appended = false;
            return !closing;
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; should it happen, it only looks for work early.
            return !closing;
        } finally {
            lock.unlock();
        }
    }

    private void round() throws IOException {
        long idleSince = nanoTime.getAsLong() - settings.idle().toNanos();
        for (SegmentWriter writer : snapshot()) {
            commit(writer);
            writer.stopWhenIdleSince(idleSince);
            if (writer.drained()) {
                seal(writer);
            }
        }
        if (unflushedBytes >= settings.flushBytes()) {
            index.flush();
            unflushedBytes = 0;
        }
    }

    private void sealAll() throws IOException {
        for (SegmentWriter writer : snapshot()) {
            writer.stopAppends();
            commit(writer);
            seal(writer);
        }
    }

    private List<SegmentWriter> snapshot() {
        lock.lock();
        try {
            return List.copyOf(writers);
        } finally {
            lock.unlock();
        }
    }

    private void commit(SegmentWriter writer) throws IOException {
        List<PendingRun> runs = writer.takePending();
        if (runs.isEmpty()) {
            return;
        }
        try {
            writer.sync();
        } catch (IOException e) {
            poison(writer, runs, e);
            return;
        }
        try {
            apply(writer, runs);
        } catch (IOException | RuntimeException | Error e) {
            fail(writer, runs, e);
            throw e;
        }
        long bytes = lengthOf(runs);
        unflushedBytes += bytes;
        release(bytes);
        for (PendingRun run : runs) {
            run.future().complete(run.place());
        }
    }

    private void apply(SegmentWriter writer, List<PendingRun> runs) throws IOException {
        IndexFeeder.Feed feed = feeder.feed(writer.header());
        for (PendingRun run : runs) {
            for (PendingRun.PendingRecord record : run.records()) {
                feed.apply(record.row(), location -> Objects.requireNonNull(record.record()));
            }
        }
        AppendedRun last = runs.getLast().place();
        long end = last.offsetBytes() + last.lengthBytes();
        feed.finish(end, end, 0);
        writer.applied(end);
        catalog.put(writer.header(), end, false);
    }

    private void poison(SegmentWriter writer, List<PendingRun> runs, IOException cause) {
        SegmentStore.LOGGER
                .atError()
                .setCause(cause)
                .addKeyValue("file", writer.fileName())
                .log("fsync failed; the segment takes no more");
        List<PendingRun> lost = new ArrayList<>(runs);
        lost.addAll(writer.poison());
        fail(writer, lost, cause);
    }

    private void fail(SegmentWriter writer, List<PendingRun> runs, Throwable cause) {
        release(lengthOf(runs));
        vaultBytes.add(writer.header().vaultNumber(), -lengthOf(runs));
        for (PendingRun run : runs) {
            run.future()
                    .completeExceptionally(
                            new ProtocolException(
                                    ErrorCode.UNAVAILABLE,
                                    "a record could not be made durable: " + cause.getMessage(),
                                    "Look at the daemon's disk, then send it again.",
                                    cause));
        }
    }

    /** Nothing is made durable any more: whoever waits is told, now and later. */
    private void end(@Nullable Throwable cause) {
        lock.lock();
        try {
            failure = cause;
            ended = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
        refusePending();
    }

    private void refusePending() {
        Throwable cause = failure == null ? new IOException("the record store closed") : failure;
        for (SegmentWriter writer : snapshot()) {
            writer.stopAppends();
            fail(writer, writer.takePending(), cause);
            close(writer);
        }
    }

    private void seal(SegmentWriter writer) throws IOException {
        lock.lock();
        try {
            writers.remove(writer);
        } finally {
            lock.unlock();
        }
        SegmentTrailer trailer = writer.broken() ? null : sealed(writer);
        close(writer);
        if (trailer != null) {
            feeder.feed(writer.header())
                    .finish(trailer.tableOffset(), trailer.tableOffset(), trailer.fileBytes());
            catalog.put(writer.header(), trailer.tableOffset(), true);
        }
    }

    private static @Nullable SegmentTrailer sealed(SegmentWriter writer) {
        try {
            SegmentTrailer trailer = writer.seal();
            SegmentStore.LOGGER
                    .atDebug()
                    .addKeyValue("file", writer.fileName())
                    .addKeyValue("records", trailer.recordCount())
                    .log("segment sealed");
            return trailer;
        } catch (IOException e) {
            // Its records are durable and applied; the next opening seals it.
            SegmentStore.LOGGER
                    .atWarn()
                    .setCause(e)
                    .addKeyValue("file", writer.fileName())
                    .log("segment could not be sealed");
            return null;
        }
    }

    private static void close(SegmentWriter writer) {
        try {
            writer.close();
        } catch (IOException e) {
            SegmentStore.LOGGER.atWarn().setCause(e).log("segment could not be closed");
        }
    }

    private static long lengthOf(List<PendingRun> runs) {
        return runs.stream().mapToLong(run -> run.place().lengthBytes()).sum();
    }

    /** Commits what is pending, seals all, ends the thread. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            work.signal();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
