package dev.varve.repo.store;

import dev.varve.protocol.model.Id;
import dev.varve.repo.index.Index;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.index.ObjectEntry;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.store.image.NodeSource;
import dev.varve.repo.store.segment.ReadResult;
import dev.varve.repo.store.segment.SegmentFinding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes damaged objects out of use: the index says of them that they are not there, so that no
 * session counts on them, and the next push that needs one sends it. Confined to one thread.
 */
final class DamageMarks {
    private static final int IDS_PER_BATCH = 1024;

    private final VaultContext vault;
    private final Map<ObjectKind, List<Id>> waiting = new EnumMap<>(ObjectKind.class);

    DamageMarks(VaultContext vault) {
        this.vault = vault;
    }

    /** Gives the objects whose one place this is; others were written again and are well. */
    List<Id> mark(SegmentFinding finding) throws IOException {
        Index index = vault.index();
        IndexBatch batch = index.newBatch();
        List<Id> lost = new ArrayList<>();
        List<@Nullable ObjectEntry> entries =
                index.objects(finding.kind(), vault.vaultNumber(), finding.ids());
        for (int i = 0; i < finding.ids().size(); i++) {
            ObjectEntry entry = entries.get(i);
            RecordLocation location = entry == null ? null : entry.location();
            if (location != null && location.segmentId() == finding.segmentId()) {
                Id id = finding.ids().get(i);
                lost.add(id);
                batch.markDamaged(finding.kind(), vault.vaultNumber(), id, location);
            }
        }
        index.write(batch);
        return lost;
    }

    /** An object cannot be read where the index says that it is; marked at {@link #flush}. */
    void unreadable(ObjectKind kind, Id id) throws IOException {
        List<Id> ids = waiting.computeIfAbsent(kind, key -> new ArrayList<>());
        ids.add(id);
        if (ids.size() == IDS_PER_BATCH) {
            mark(kind, ids);
        }
    }

    void flush() throws IOException {
        for (Map.Entry<ObjectKind, List<Id>> each : waiting.entrySet()) {
            mark(each.getKey(), each.getValue());
        }
    }

    private void mark(ObjectKind kind, List<Id> ids) throws IOException {
        IndexBatch batch = vault.index().newBatch();
        List<@Nullable ObjectEntry> entries = vault.index().objects(kind, vault.vaultNumber(), ids);
        for (int i = 0; i < ids.size(); i++) {
            ObjectEntry entry = entries.get(i);
            RecordLocation location = entry == null ? null : entry.location();
            // It may have been sent again since; later than that this place is another.
            if (location != null && !isReadable(kind, ids.get(i))) {
                batch.markDamaged(kind, vault.vaultNumber(), ids.get(i), location);
            }
        }
        vault.index().write(batch);
        ids.clear();
    }

    private boolean isReadable(ObjectKind kind, Id id) throws IOException {
        return switch (kind) {
            case CHUNK ->
                    vault.records().read(kind, vault.vaultNumber(), id) instanceof ReadResult.Found;
            case NODE ->
                    new StoredNodes(vault.records(), vault.vaultNumber()).node(id)
                            instanceof NodeSource.Answer.Found;
        };
    }
}
