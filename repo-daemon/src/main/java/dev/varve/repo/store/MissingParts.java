package dev.varve.repo.store;

import dev.varve.protocol.message.MissingChunks;
import dev.varve.protocol.model.Id;
import dev.varve.repo.index.Index;
import dev.varve.repo.index.ObjectEntry;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.store.image.DiffVisitor;
import dev.varve.repo.store.image.NodeSource;
import dev.varve.repo.store.image.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what images add and the vault does not have, or cannot read, and in which segments the rest
 * lies. Confined to one thread.
 */
final class MissingParts implements DiffVisitor {
    private static final int IDS_PER_LOOK_UP = 1024;

    private final Index index;
    private final int vaultNumber;
    private final int most;
    private final Map<ObjectKind, List<Id>> asked = new EnumMap<>(ObjectKind.class);
    private final SegmentSet segments = SegmentSet.empty();
    private final Set<Id> chunks = new LinkedHashSet<>();
    private final Set<Id> nodes = new LinkedHashSet<>();

    MissingParts(Index index, int vaultNumber, int most) {
        this.index = index;
        this.vaultNumber = vaultNumber;
        this.most = most;
    }

    @Override
    public void added(Position position, ObjectKind kind, Id id) throws IOException {
        List<Id> ids = asked.computeIfAbsent(kind, key -> new ArrayList<>(IDS_PER_LOOK_UP));
        ids.add(id);
        if (ids.size() == IDS_PER_LOOK_UP) {
            lookUp(kind, ids);
        }
    }

    @Override
    public void removed(Position position, ObjectKind kind, Id id) {}

    /** Every node that is added is read, so this is how a missing one shows. */
    @Override
    public void unreadable(Position position, Id id, NodeSource.Answer answer) {
        if (nodes.size() < most) {
            nodes.add(id);
        }
    }

    private void lookUp(ObjectKind kind, List<Id> ids) throws IOException {
        List<@Nullable ObjectEntry> entries = index.objects(kind, vaultNumber, ids);
        for (int i = 0; i < ids.size(); i++) {
            ObjectEntry entry = entries.get(i);
            RecordLocation location = entry == null ? null : entry.location();
            if (location != null) {
                segments.ids().add(location.segmentId());
            }
            boolean missing = entry == null || !entry.present();
            if (missing && kind == ObjectKind.CHUNK && chunks.size() < most) {
                chunks.add(ids.get(i));
            }
        }
        ids.clear();
    }

    private void lookUpAll() throws IOException {
        for (Map.Entry<ObjectKind, List<Id>> each : asked.entrySet()) {
            lookUp(each.getKey(), each.getValue());
        }
    }

    /** Where what was added lies. */
    SegmentSet segments() throws IOException {
        lookUpAll();
        return segments;
    }

    boolean isEmpty() throws IOException {
        lookUpAll();
        return chunks.isEmpty() && nodes.isEmpty();
    }

    MissingChunks answer() {
        return MissingChunks.newBuilder()
                .setChunkIds(PointImages.bytes(chunks))
                .setNodeIds(PointImages.bytes(nodes))
                .build();
    }
}
