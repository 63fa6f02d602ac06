package dev.varve.repo.store;

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
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** An index as one process holds it: once the process is dead, nothing changes through it. */
final class MortalIndex implements Index {
    private final Index lasting;
    private final SplittableRandom random;
    private volatile boolean dead;
    private int writesLeft = Integer.MAX_VALUE;

    MortalIndex(Index lasting, long seed) {
        this.lasting = lasting;
        this.random = new SplittableRandom(seed);
    }

    void kill() {
        dead = true;
    }

    /** Dies instead of the write after this many. */
    void killAfter(int writes) {
        synchronized (this) {
            writesLeft = writes;
        }
    }

    boolean dead() {
        return dead;
    }

    private Index alive() throws IOException {
        if (dead) {
            throw new IOException("the process is dead");
        }
        return lasting;
    }

    @Override
    public IndexBatch newBatch() {
        return lasting.newBatch();
    }

    @Override
    public void write(IndexBatch batch) throws IOException {
        synchronized (this) {
            dead |= writesLeft == 0;
            writesLeft--;
            alive().write(batch);
            if (random.nextInt(3) == 0) {
                lasting.flush(); // as RocksDB does whenever its memory is full
            }
        }
    }

    @Override
    public @Nullable ObjectEntry object(ObjectKind kind, int vaultNumber, Id id)
            throws IOException {
        return alive().object(kind, vaultNumber, id);
    }

    @Override
    public List<@Nullable ObjectEntry> objects(ObjectKind kind, int vaultNumber, List<Id> ids)
            throws IOException {
        return alive().objects(kind, vaultNumber, ids);
    }

    @Override
    public BitSet present(ObjectKind kind, int vaultNumber, List<Id> ids) throws IOException {
        return alive().present(kind, vaultNumber, ids);
    }

    @Override
    public void scanObjects(ObjectKind kind, int vaultNumber, ObjectVisitor visitor)
            throws IOException {
        alive().scanObjects(kind, vaultNumber, visitor);
    }

    @Override
    public byte @Nullable [] get(Family family, byte[] key) throws IOException {
        return alive().get(family, key);
    }

    @Override
    public void scan(Family family, byte[] prefix, PairVisitor visitor) throws IOException {
        alive().scan(family, prefix, visitor);
    }

    @Override
    public void scanBackward(Family family, byte[] prefix, PairVisitor visitor) throws IOException {
        alive().scanBackward(family, prefix, visitor);
    }

    @Override
    public void scanBehind(
            Family family, byte[] prefix, byte[] start, boolean forward, PairVisitor visitor)
            throws IOException {
        alive().scanBehind(family, prefix, start, forward, visitor);
    }

    @Override
    public long liveEntries(long segmentId) throws IOException {
        return alive().liveEntries(segmentId);
    }

    @Override
    public List<SegmentState> segments() throws IOException {
        return alive().segments();
    }

    @Override
    public void flush() throws IOException {
        synchronized (this) {
            alive().flush();
        }
    }

    @Override
    public long sizeBytes() throws IOException {
        return alive().sizeBytes();
    }

    @Override
    public void close() {}
}
