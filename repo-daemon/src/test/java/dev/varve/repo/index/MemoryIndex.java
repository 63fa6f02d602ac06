package dev.varve.repo.index;

import dev.varve.protocol.model.Id;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The index in memory: the same operations, and a crash that goes back to the last flush. */
public final class MemoryIndex implements Index {
    private State state = new State();
    private State flushed = new State();
    private boolean failing;

    private static final class State {
        private final Map<ObjectKey, ObjectEntry> objects = new HashMap<>();
        private final Map<Family, TreeMap<byte[], byte[]>> families = new EnumMap<>(Family.class);
        private final TreeMap<Long, SegmentState> segments = new TreeMap<>();

        private State copy() {
            State copy = new State();
            copy.objects.putAll(objects);
            families.forEach((family, pairs) -> copy.of(family).putAll(pairs));
            copy.segments.putAll(segments);
            return copy;
        }

        private Map<byte[], byte[]> of(Family family) {
            return families.computeIfAbsent(family, each -> new TreeMap<>(Arrays::compareUnsigned));
        }
    }

    /** Goes back to the last flush. */
    public synchronized void crash() {
        state = flushed.copy();
    }

    /** Forgets everything. */
    public synchronized void wipe() {
        state = new State();
        flushed = new State();
    }

    /** Makes every write fail from now on. */
    public synchronized void failWrites(boolean fail) {
        failing = fail;
    }

    @Override
    public IndexBatch newBatch() {
        return new ChangeBatch(this);
    }

    @Override
    public synchronized void write(IndexBatch batch) throws IOException {
        if (failing) {
            throw new IOException("the index fails as told");
        }
        ChangeBatch changes = (ChangeBatch) batch;
        LiveEntries live = new LiveEntries();
        changes.objects()
                .forEach((key, change) -> {
                    ObjectEntry before = state.objects.get(key);
                    ObjectEntry after = change.resolve(before);
                    live.changed(before, after);
                    if (after != null) {
                        state.objects.put(key, after);
                    } else {
                        state.objects.remove(key);
                    }
                });
        live.differences()
                .forEach((segment, difference) -> {
                    byte[] key = LiveEntries.key(segment);
                    Map<byte[], byte[]> pairs = state.of(Family.LIVE_ENTRIES);
                    pairs.put(
                            key,
                            LiveEntries.encode(LiveEntries.decode(pairs.get(key)) + difference));
                });
        changes.pairs()
                .forEach((pair, value) -> {
                    Map<byte[], byte[]> pairs = state.of(pair.family());
                    if (value.isPresent()) {
                        pairs.put(pair.key().array(), value.get());
                    } else {
                        pairs.remove(pair.key().array());
                    }
                });
        state.segments.putAll(changes.segments());
        changes.removedSegments()
                .forEach(segment -> {
                    state.segments.remove(segment);
                    state.of(Family.LIVE_ENTRIES).remove(LiveEntries.key(segment));
                });
    }

    @Override
    public synchronized long liveEntries(long segmentId) {
        return LiveEntries.decode(state.of(Family.LIVE_ENTRIES).get(LiveEntries.key(segmentId)));
    }

    @Override
    public synchronized @Nullable ObjectEntry object(ObjectKind kind, int vaultNumber, Id id) {
        return state.objects.get(ObjectKey.of(kind, vaultNumber, id));
    }

    @Override
    public synchronized List<@Nullable ObjectEntry> objects(
            ObjectKind kind, int vaultNumber, List<Id> ids) {
        List<@Nullable ObjectEntry> entries = new ArrayList<>();
        for (Id id : ids) {
            entries.add(object(kind, vaultNumber, id));
        }
        return entries;
    }

    @Override
    public synchronized BitSet present(ObjectKind kind, int vaultNumber, List<Id> ids) {
        BitSet present = new BitSet();
        for (int i = 0; i < ids.size(); i++) {
            ObjectEntry entry = object(kind, vaultNumber, ids.get(i));
            present.set(i, entry != null && entry.present());
        }
        return present;
    }

    @Override
    public void scanObjects(ObjectKind kind, int vaultNumber, ObjectVisitor visitor)
            throws IOException {
        TreeMap<byte[], ObjectEntry> sorted = new TreeMap<>(Arrays::compareUnsigned);
        synchronized (this) {
            state.objects.forEach((key, entry) -> {
                if (key.kind() == kind && (vaultNumber < 0 || key.vaultNumber() == vaultNumber)) {
                    sorted.put(key.toBytes(), entry);
                }
            });
        }
        for (Map.Entry<byte[], ObjectEntry> each : sorted.entrySet()) {
            byte[] key = each.getKey();
            int vault = java.nio.ByteBuffer.wrap(key).getInt();
            if (!visitor.visit(
                    vault, Arrays.copyOfRange(key, Integer.BYTES, key.length), each.getValue())) {
                return;
            }
        }
    }

    @Override
    public synchronized byte @Nullable [] get(Family family, byte[] key) {
        return state.of(family).get(key);
    }

    @Override
    public void scan(Family family, byte[] prefix, PairVisitor visitor) throws IOException {
        visit(pairs(family, prefix), visitor);
    }

    @Override
    public void scanBackward(Family family, byte[] prefix, PairVisitor visitor) throws IOException {
        visit(pairs(family, prefix).descendingMap(), visitor);
    }

    @Override
    public void scanBehind(
            Family family, byte[] prefix, byte[] start, boolean forward, PairVisitor visitor)
            throws IOException {
        NavigableMap<byte[], byte[]> pairs = pairs(family, prefix);
        visit(
                forward ? pairs.tailMap(start, false) : pairs.headMap(start, false).descendingMap(),
                visitor);
    }

    private synchronized NavigableMap<byte[], byte[]> pairs(Family family, byte[] prefix) {
        TreeMap<byte[], byte[]> pairs = new TreeMap<>(Arrays::compareUnsigned);
        state.of(family)
                .forEach((key, value) -> {
                    if (key.length >= prefix.length
                            && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length)) {
                        pairs.put(key, value);
                    }
                });
        return pairs;
    }

    private static void visit(Map<byte[], byte[]> pairs, PairVisitor visitor) throws IOException {
        for (Map.Entry<byte[], byte[]> each : pairs.entrySet()) {
            if (!visitor.visit(each.getKey(), each.getValue())) {
                return;
            }
        }
    }

    @Override
    public synchronized List<SegmentState> segments() {
        return List.copyOf(state.segments.values());
    }

    @Override
    public synchronized void flush() {
        flushed = state.copy();
    }

    @Override
    public long sizeBytes() {
        return 0;
    }

    @Override
    public void close() {}
}
