package dev.varve.repo.index;

import dev.varve.protocol.model.Id;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects changes until the index resolves and writes them. */
final class ChangeBatch implements IndexBatch {
    private final Index index;
    private final Map<ObjectKey, ObjectChange> objects = new LinkedHashMap<>();
    private final Map<Pair, Optional<byte[]>> pairs = new LinkedHashMap<>();
    private final Map<Long, SegmentState> segments = new HashMap<>();
    private final Set<Long> removedSegments = new HashSet<>();

    /** A key of one family, by content. */
    record Pair(Family family, ByteBuffer key) {}

    ChangeBatch(Index index) {
        this.index = index;
    }

    Map<ObjectKey, ObjectChange> objects() {
        return objects;
    }

    Map<Pair, Optional<byte[]>> pairs() {
        return pairs;
    }

    Set<Long> removedSegments() {
        return removedSegments;
    }

    Map<Long, SegmentState> segments() {
        return segments;
    }

    @Override
    public void putObject(
            ObjectKind kind, int vaultNumber, Id id, RecordLocation location, int entryNumber) {
        change(kind, vaultNumber, id).put(location, entryNumber);
    }

    @Override
    public void addReferences(ObjectKind kind, int vaultNumber, Id id, long difference) {
        change(kind, vaultNumber, id).addReferences(difference);
    }

    @Override
    public void markDamaged(ObjectKind kind, int vaultNumber, Id id, RecordLocation location) {
        change(kind, vaultNumber, id).markDamaged(location);
    }

    @Override
    public void moveObject(
            ObjectKind kind,
            int vaultNumber,
            Id id,
            RecordLocation from,
            RecordLocation to,
            int entryNumber) {
        change(kind, vaultNumber, id).move(from, to, entryNumber);
    }

    @Override
    public void removeObject(ObjectKind kind, int vaultNumber, Id id, RecordLocation from) {
        change(kind, vaultNumber, id).remove(from);
    }

    @Override
    public void removeSegment(long segmentId) {
        removedSegments.add(segmentId);
    }

    @Override
    public void put(Family family, byte[] key, byte[] value) {
        pairs.put(new Pair(family, ByteBuffer.wrap(key.clone())), Optional.of(value.clone()));
    }

    @Override
    public void delete(Family family, byte[] key) {
        pairs.put(new Pair(family, ByteBuffer.wrap(key.clone())), Optional.empty());
    }

    @Override
    public byte @Nullable [] get(Family family, byte[] key) throws IOException {
        Optional<byte[]> own = pairs.get(new Pair(family, ByteBuffer.wrap(key)));
        return own == null ? index.get(family, key) : own.orElse(null);
    }

    @Override
    public void putSegment(SegmentState state) {
        segments.put(state.segmentId(), state);
    }

    @Override
    public int size() {
        return objects.size() + pairs.size() + segments.size() + removedSegments.size();
    }

    private ObjectChange change(ObjectKind kind, int vaultNumber, Id id) {
        return objects.computeIfAbsent(
                ObjectKey.of(kind, vaultNumber, id), key -> new ObjectChange());
    }
}
