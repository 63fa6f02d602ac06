package dev.varve.repo.store;

import dev.varve.protocol.model.Id;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.store.RecordCopies.Copy;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Puts the newest image of each chain in its logical order, stretch by stretch: where a stretch
 * lies in too many runs, its records are copied one behind the other, and the index is pointed to
 * the copies. What they leave behind is dead, and compaction gives its space back. Nothing is
 * deleted here, so that a pass that ends anywhere loses nothing.
 *
 * <p>Records of locked segments stay where they are: their space could not come back. Confined to
 * one thread; as {@link Compaction}.
 */
final class ImageOrder {
    private static final long STRETCH_BYTES = 16L << 20;
    private static final long GIB = 1L << 30;

    /** A stretch is copied when that leaves at most this part of its runs. */
    private static final int LEAST_GAIN = 2;

    private final VaultContext vault;
    private final RecordCopies copies;
    private final ReentrantLock commits;
    private final CompactionLimits limits;
    private final CheckMonitor monitor;
    private final ChainOrders orders;
    private final Set<Long> movable = new TreeSet<>();
    private final Map<Long, Boolean> lockedNow = new HashMap<>();

    ImageOrder(
            VaultContext vault,
            RecordCopies copies,
            ReentrantLock commits,
            CompactionLimits limits,
            CheckMonitor monitor,
            ChainOrders orders) {
        this.vault = vault;
        this.copies = copies;
        this.commits = commits;
        this.limits = limits;
        this.monitor = monitor;
        this.orders = orders;
    }

    /**
     * One pass.
     *
     * @param barrier segments from this id on take appends, or may hold what open sessions sent
     * @return bytes that were copied
     */
    long run(long barrier) throws IOException {
        for (SegmentInfo segment : vault.records().segments()) {
            if (segment.sealed()
                    && segment.vaultNumber() == vault.vaultNumber()
                    && segment.segmentId() < barrier) {
                movable.add(segment.segmentId());
            }
        }
        long before = copies.copiedBytes();
        NewestImages images = new NewestImages(vault);
        Map<String, ChainHead> heads = images.heads();
        orders.keepOnly(heads.keySet());
        for (ChainHead head : heads.values()) {
            order(images, head, before + limits.movedBytes());
        }
        return copies.copiedBytes() - before;
    }

    private void order(NewestImages images, ChainHead head, long endBytes) throws IOException {
        long before = copies.copiedBytes();
        RunCount found = new RunCount();
        Stretch stretch = new Stretch();
        images.walk(
                head,
                at -> {
                    found.add(at);
                    stretch.add(at);
                    if (stretch.bytes() >= STRETCH_BYTES) {
                        consider(stretch);
                        stretch.clear();
                    }
                    return goesOn(endBytes);
                });
        if (!goesOn(endBytes)) {
            return;
        }
        consider(stretch);
        if (copies.copiedBytes() == before) {
            orders.found(head, found);
        } else {
            orders.measure(images, head);
        }
    }

    private boolean goesOn(long endBytes) {
        return copies.copiedBytes() < endBytes && !monitor.cancelled();
    }

    /** Records of an image that follow each other in it, each once. */
    private static final class Stretch {
        private final Set<RecordLocation> records = new LinkedHashSet<>();
        private long bytes;

        void add(RecordLocation at) {
            if (records.add(at)) {
                bytes += at.lengthBytes();
            }
        }

        long bytes() {
            return bytes;
        }

        void clear() {
            records.clear();
            bytes = 0;
        }
    }

    private void consider(Stretch stretch) throws IOException {
        long runs = runs(stretch.records);
        boolean ordered = runs <= (double) limits.runsPerGib() * stretch.bytes / GIB;
        if (runs <= 1 || ordered || !vault.records().hasRoom(stretch.bytes)) {
            return;
        }
        lockedNow.clear();
        Set<RecordLocation> moving = new LinkedHashSet<>();
        Set<RecordLocation> staying = new LinkedHashSet<>();
        for (RecordLocation at : stretch.records) {
            (maySegmentGo(at.segmentId()) ? moving : staying).add(at);
        }
        if (!moving.isEmpty() && (runs(staying) + 1) * LEAST_GAIN <= runs) {
            point(copies.copy(moving, at -> true));
        }
    }

    private static long runs(Collection<RecordLocation> records) {
        RunCount count = new RunCount();
        records.forEach(count::add);
        return count.runs();
    }

    private boolean maySegmentGo(long segmentId) throws IOException {
        Boolean locked = lockedNow.get(segmentId);
        if (locked == null) {
            locked = isLocked(segmentId);
            lockedNow.put(segmentId, locked);
        }
        return movable.contains(segmentId) && !locked;
    }

    private boolean isLocked(long segmentId) throws IOException {
        return vault.parts()
                .retention()
                .refusal(SegmentLabels.of(vault.index(), vault.vaultNumber(), segmentId))
                .isPresent();
    }

    /**
     * A commit between copying and this may have locked a segment: what lies there stays, and its
     * copy was made in vain.
     */
    private void point(Map<RecordLocation, Copy> copied) throws IOException {
        commits.lock();
        vault.sweep().writeLock().lock();
        try {
            lockedNow.clear();
            IndexBatch batch = vault.index().newBatch();
            Map<Long, TreeSet<Long>> into = new HashMap<>();
            for (Map.Entry<RecordLocation, Copy> each : copied.entrySet()) {
                long segment = each.getKey().segmentId();
                if (maySegmentGo(segment)) {
                    move(each.getKey(), each.getValue(), batch);
                    into.computeIfAbsent(segment, key -> new TreeSet<>())
                            .add(each.getValue().to().segmentId());
                }
            }
            for (Map.Entry<Long, TreeSet<Long>> each : into.entrySet()) {
                SegmentLabels.moved(batch, vault.vaultNumber(), each.getKey(), each.getValue());
            }
            vault.index().write(batch);
        } finally {
            vault.sweep().writeLock().unlock();
            commits.unlock();
        }
    }

    private void move(RecordLocation from, Copy copy, IndexBatch batch) {
        List<Id> ids = copy.ids();
        for (int i = 0; i < ids.size(); i++) {
            batch.moveObject(ObjectKind.CHUNK, vault.vaultNumber(), ids.get(i), from, copy.to(), i);
        }
    }
}
