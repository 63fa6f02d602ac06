package dev.varve.perf.year;

import dev.varve.protocol.model.Id;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.Index;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.index.ObjectEntry;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.SegmentState;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts objects and keys that are looked up, and changes that are written. For many threads. */
final class CountedIndex implements Index {
    private final Index inner;
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();

    CountedIndex(Index inner) {
        this.inner = inner;
    }

    long reads() {
        return reads.get();
    }

    long writes() {
        return writes.get();
    }

    @Override
    public IndexBatch newBatch() {
        return inner.newBatch();
    }

    @Override
    public void write(IndexBatch batch) throws IOException {
        writes.addAndGet(batch.size());
        inner.write(batch);
    }

    @Override
    public @Nullable ObjectEntry object(ObjectKind kind, int vaultNumber, Id id)
            throws IOException {
        reads.incrementAndGet();
        return inner.object(kind, vaultNumber, id);
    }

    @Override
    public List<@Nullable ObjectEntry> objects(ObjectKind kind, int vaultNumber, List<Id> ids)
            throws IOException {
        reads.addAndGet(ids.size());
        return inner.objects(kind, vaultNumber, ids);
    }

    @Override
    public BitSet present(ObjectKind kind, int vaultNumber, List<Id> ids) throws IOException {
        reads.addAndGet(ids.size());
        return inner.present(kind, vaultNumber, ids);
    }

    @Override
    public void scanObjects(ObjectKind kind, int vaultNumber, ObjectVisitor visitor)
            throws IOException {
        inner.scanObjects(
                kind,
                vaultNumber,
                (vault, id, entry) -> {
                    reads.incrementAndGet();
                    return visitor.visit(vault, id, entry);
                });
    }

    @Override
    public byte @Nullable [] get(Family family, byte[] key) throws IOException {
        reads.incrementAndGet();
        return inner.get(family, key);
    }

    private PairVisitor counted(PairVisitor visitor) {
        return (key, value) -> {
            reads.incrementAndGet();
            return visitor.visit(key, value);
        };
    }

    @Override
    public void scan(Family family, byte[] prefix, PairVisitor visitor) throws IOException {
        inner.scan(family, prefix, counted(visitor));
    }

    @Override
    public void scanBackward(Family family, byte[] prefix, PairVisitor visitor) throws IOException {
        inner.scanBackward(family, prefix, counted(visitor));
    }

    @Override
    public void scanBehind(
            Family family, byte[] prefix, byte[] start, boolean forward, PairVisitor visitor)
            throws IOException {
        inner.scanBehind(family, prefix, start, forward, counted(visitor));
    }

    @Override
    public List<SegmentState> segments() throws IOException {
        return inner.segments();
    }

    @Override
    public long liveEntries(long segmentId) throws IOException {
        reads.incrementAndGet();
        return inner.liveEntries(segmentId);
    }

    @Override
    public void flush() throws IOException {
        inner.flush();
    }

    @Override
    public long sizeBytes() throws IOException {
        return inner.sizeBytes();
    }

    @Override
    public void close() throws IOException {
        inner.close();
    }
}
