package dev.varve.repo.index;

import dev.varve.protocol.model.Id;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects changes until the index resolves and writes them. */
final class ChangeBatch implements IndexBatch {
    private final Index index;
    private final Map<ObjectKey, ObjectChange> objects = new LinkedHashMap<>();
    private final Map<Pair, Optional<byte[]>> pairs = new LinkedHashMap<>();
    private final Map<Long, SegmentState> segments = new HashMap<>();

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
        return objects.size() + pairs.size() + segments.size();
    }

    private ObjectChange change(ObjectKind kind, int vaultNumber, Id id) {
        return objects.computeIfAbsent(
                ObjectKey.of(kind, vaultNumber, id), key -> new ObjectChange());
    }
}
