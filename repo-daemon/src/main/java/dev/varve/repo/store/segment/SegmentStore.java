package dev.varve.repo.store.segment;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.Index;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.index.SegmentState;
import dev.varve.repo.io.StorageDirectory;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The record store over one data directory. Does not close the index it was given. */
public final class SegmentStore implements RecordStore {
    static final Logger LOGGER = LoggerFactory.getLogger(SegmentStore.class);

    private final StorageDirectory directory;
    private final Uid repositoryId;
    private final Index index;
    private final SegmentSettings settings;
    private final LongSupplier nanoTime;
    private final SegmentCatalog catalog = new SegmentCatalog();
    private final SegmentFiles files;
    private final RecordReads reads;
    private final SpaceGuard space;
    private final VaultBytes vaultBytes = new VaultBytes();
    private final Recovery recovery;
    private final SegmentIds ids = new SegmentIds();
    private final Map<LaneKey, Lane> lanes = new ConcurrentHashMap<>();
    private volatile @Nullable Running running;

    private record LaneKey(SegmentClass segmentClass, int vaultNumber, boolean moved) {}

    private record Running(GroupCommit commit, VaultRecords vaultRecords) {}

    private SegmentStore(
            StorageDirectory directory,
            Uid repositoryId,
            Index index,
            SegmentSettings settings,
            LongSupplier nanoTime)
            throws IOException {
        this.directory = directory;
        this.repositoryId = repositoryId;
        this.index = index;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.files = new SegmentFiles(directory, settings.openFiles());
        this.reads = new RecordReads(repositoryId, index, catalog, files);
        this.space = new SpaceGuard(directory, settings.reserveBytes());
        this.recovery = new Recovery(directory, repositoryId, index, catalog);
    }

    /**
     * Finds the segments; nothing is applied or written before {@link #start}. The caller holds the
     * lock of the data directory.
     *
     * @param nanoTime tells when a segment is idle, such as {@code System::nanoTime}
     * @throws ProtocolException WRONG_REPOSITORY or VERSION_UNSUPPORTED, names file and offset
     */
    public static SegmentStore open(
            StorageDirectory directory,
            Uid repositoryId,
            Index index,
            SegmentSettings settings,
            LongSupplier nanoTime)
            throws IOException {
        for (SegmentClass segmentClass : SegmentClass.values()) {
            directory.createFolder(segmentClass.folder());
        }
        SegmentStore store = new SegmentStore(directory, repositoryId, index, settings, nanoTime);
        store.ids.startBehind(store.recovery.discover());
        return store;
    }

    @Override
    public RecoveryReport start(RecordApplier applier, VaultRecords vaultRecords)
            throws IOException {
        if (running != null) {
            throw new IllegalStateException("started already");
        }
        IndexFeeder feeder = new IndexFeeder(index, applier);
        RecoveryReport report = recovery.run(feeder, reads);
        catalog.all()
                .forEach(segment -> vaultBytes.add(segment.vaultNumber(), segment.recordBytes()));
        GroupCommit commit =
                new GroupCommit(index, feeder, catalog, vaultBytes, settings, nanoTime);
        running = new Running(commit, vaultRecords);
        commit.start();
        return report;
    }

    @Override
    public CompletableFuture<AppendedRun> append(int vaultNumber, RecordRun run)
            throws IOException, InterruptedException {
        return append(vaultNumber, run, Admission.ALWAYS);
    }

    @Override
    public CompletableFuture<AppendedRun> append(
            int vaultNumber, RecordRun run, Admission admission)
            throws IOException, InterruptedException {
        GroupCommit commit = running().commit();
        commit.reserve(run.lengthBytes());
        boolean counted = false;
        PendingRun written = null;
        try {
            if (!givesRoom(run)) {
                space.take(run.lengthBytes());
            }
            vaultBytes.admit(vaultNumber, run.lengthBytes(), admission);
            counted = true;
            written = write(vaultNumber, run, false);
            commit.appended();
            return written.future();
        } finally {
            if (written == null) {
                commit.release(run.lengthBytes());
                vaultBytes.add(vaultNumber, counted ? -run.lengthBytes() : 0);
            }
        }
    }

    @Override
    public CompletableFuture<AppendedRun> appendMoved(int vaultNumber, RecordRun run)
            throws IOException, InterruptedException {
        GroupCommit commit = running().commit();
        commit.reserve(run.lengthBytes());
        PendingRun written = null;
        try {
            space.requireForCopies(run.lengthBytes());
            written = write(vaultNumber, run, true);
            vaultBytes.addCopy(vaultNumber, run.lengthBytes());
            commit.appended();
            return written.future();
        } finally {
            if (written == null) {
                commit.release(run.lengthBytes());
            }
        }
    }

    private PendingRun write(int vaultNumber, RecordRun run, boolean moved) throws IOException {
        try {
            return lanes.computeIfAbsent(
                            new LaneKey(run.segmentClass(), vaultNumber, moved),
                            key -> new Lane(key.segmentClass(), vaultNumber, this::openSegment))
                    .append(run, nanoTime.getAsLong());
        } catch (ProtocolException e) {
            throw e;
        } catch (IOException e) {
            throw isFull(e) ? SpaceGuard.full(directory, e) : e;
        }
    }

    @Override
    public void admit(int vaultNumber, Admission admission) throws ProtocolException {
        vaultBytes.admit(vaultNumber, 0, admission);
    }

    @Override
    public long storedBytes(int vaultNumber) {
        return vaultBytes.of(vaultNumber);
    }

    @Override
    public void copiesDone(int vaultNumber) {
        vaultBytes.copiesDone(vaultNumber);
    }

    /** What ends points, sessions and vaults must not fail for the room that it is to give back. */
    private static boolean givesRoom(RecordRun run) {
        for (int i = 0; i < run.recordCount(); i++) {
            boolean small =
                    switch (run.header(i).type()) {
                        case EXPIRY, LABEL, SESSION, VAULT -> true;
                        case CHUNKS, NODE, DELTA, POINT -> false;
                    };
            if (!small) {
                return false;
            }
        }
        return true;
    }

    private SegmentWriter openSegment(SegmentClass segmentClass, int vaultNumber)
            throws IOException {
        Running now = running();
        SegmentHeader header =
                new SegmentHeader(segmentClass, 0, ids.begin(), repositoryId, vaultNumber);
        SegmentWriter writer;
        try {
            writer =
                    SegmentWriter.create(
                            directory, header, settings.segmentBytes(), nanoTime.getAsLong());
            catalog.put(header, SegmentHeader.LENGTH, false);
            vaultBytes.add(vaultNumber, SegmentHeader.LENGTH);
        } finally {
            ids.end(header.segmentId());
        }
        now.commit().register(writer);
        if (segmentClass == SegmentClass.META) {
            RecordRun vault = now.vaultRecords().current(vaultNumber);
            if (vault != null) {
                now.commit().reserveAtOnce(vault.lengthBytes());
                vaultBytes.add(vaultNumber, vault.lengthBytes());
                appendFirst(writer, vault, now.commit());
            }
        }
        return writer;
    }

    private void appendFirst(SegmentWriter writer, RecordRun vault, GroupCommit commit)
            throws IOException {
        boolean written = false;
        try {
            written = writer.append(vault, nanoTime.getAsLong()) != null;
        } finally {
            if (!written) {
                writer.stopAppends();
                commit.release(vault.lengthBytes());
                vaultBytes.add(writer.header().vaultNumber(), -vault.lengthBytes());
            }
        }
    }

    private static boolean isFull(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("quota exceeded");
    }

    @Override
    public ReadResult read(ObjectKind kind, int vaultNumber, Id id) throws IOException {
        return reads.read(kind, vaultNumber, id);
    }

    @Override
    public ReadResult read(RecordLocation location) throws IOException {
        return reads.read(location);
    }

    @Override
    public BatchReadResult readAll(
            ObjectKind kind, int vaultNumber, List<Id> ids, RecordBufferSink sink)
            throws IOException {
        return new BatchReader(
                        index, catalog, files, reads, settings.readWindowBytes(), kind, vaultNumber)
                .read(ids, sink);
    }

    @Override
    public List<SegmentInfo> segments() {
        return catalog.all();
    }

    @Override
    public boolean hasRoom(long bytes) throws IOException {
        return space.has(bytes);
    }

    @Override
    public void requireRoomForCopies(long bytes) throws IOException {
        space.requireForCopies(bytes);
    }

    @Override
    public long lowestOpen(int vaultNumber) {
        // First those that are not in the catalog yet.
        long beginning = ids.lowestBeginning();
        return catalog.all().stream()
                .filter(segment -> segment.vaultNumber() == vaultNumber && !segment.sealed())
                .mapToLong(SegmentInfo::segmentId)
                .reduce(beginning, Math::min);
    }

    @Override
    public int entryCount(long segmentId) throws IOException {
        try (SegmentFiles.Lease lease = files.lease(require(segmentId).file())) {
            return SegmentReader.trailer(lease.file()).entryCount();
        }
    }

    @Override
    public List<RecordEntry> entries(long segmentId) throws IOException {
        try (SegmentFiles.Lease lease = files.lease(require(segmentId).file())) {
            SegmentTrailer trailer = SegmentReader.trailer(lease.file());
            return SegmentReader.table(lease.file(), trailer).stream()
                    .map(row -> new RecordEntry(row.type(), row.location(), row.ids()))
                    .toList();
        }
    }

    @Override
    public void markEmptied(long segmentId, IndexBatch batch) throws IOException {
        SegmentInfo segment = require(segmentId);
        batch.putSegment(
                new SegmentState(
                        segmentId,
                        segment.segmentClass().number(),
                        segment.vaultNumber(),
                        segment.recordBytes(),
                        SegmentState.EMPTIED,
                        directory.size(segment.file())));
    }

    @Override
    public void delete(long segmentId) throws IOException {
        SegmentInfo segment = require(segmentId);
        if (!segment.sealed()) {
            throw new IllegalArgumentException("segment " + segmentId + " is not sealed");
        }
        directory.delete(segment.file());
        // Not before: a reader in between would open it again and keep its room on the disk.
        files.drop(segment.file());
        catalog.remove(segmentId);
        vaultBytes.add(segment.vaultNumber(), -segment.recordBytes());
        vaultBytes.copiesDone(segment.vaultNumber());
        directory.syncFolder(segment.segmentClass().folder());
    }

    private SegmentInfo require(long segmentId) {
        SegmentInfo segment = catalog.find(segmentId);
        if (segment == null) {
            throw new IllegalArgumentException("no segment " + segmentId);
        }
        return segment;
    }

    @Override
    public SegmentCheckResult check(long segmentId, CheckDepth depth) throws IOException {
        SegmentInfo segment = require(segmentId);
        return new SegmentChecker(repositoryId, segment, files).check(depth);
    }

    private Running running() throws ProtocolException {
        Running now = running;
        if (now == null) {
            throw new ProtocolException(
                    ErrorCode.UNAVAILABLE, "the record store is not started", "Try again later.");
        }
        return now;
    }

    @Override
    public void close() throws IOException {
        Running now = running;
        try {
            if (now != null) {
                now.commit().close();
                index.flush();
            }
        } finally {
            files.close();
        }
    }
}
