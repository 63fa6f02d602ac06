package dev.varve.repo.store;

import dev.varve.protocol.message.SessionDocument;
import dev.varve.protocol.message.SessionState;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.Index;
import dev.varve.repo.index.ObjectEntry;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.store.segment.RecordEntry;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of one sealed segment is still needed. Confined to one thread. */
final class SegmentContent {
    private final Index index;
    private final int vault;
    private final SegmentInfo segment;
    private final Set<Long> existing;
    private final List<RecordEntry> live = new ArrayList<>();
    private final List<RecordEntry> dead = new ArrayList<>();
    private long liveBytes;
    private boolean immovable;

    /**
     * @param existing ids of all segments there are
     */
    SegmentContent(VaultContext context, SegmentInfo segment, Set<Long> existing)
            throws IOException {
        this.index = context.index();
        this.vault = context.vaultNumber();
        this.segment = segment;
        this.existing = existing;
        for (RecordEntry record : context.records().entries(segment.segmentId())) {
            if (isLive(record)) {
                live.add(record);
                liveBytes += record.location().lengthBytes();
            } else {
                dead.add(record);
            }
        }
    }

    List<RecordEntry> live() {
        return live;
    }

    List<RecordEntry> dead() {
        return dead;
    }

    long liveBytes() {
        return liveBytes;
    }

    double deadShare() {
        return 1 - (double) liveBytes / segment.recordBytes();
    }

    /** Something in it has to stay where it is for now. */
    boolean immovable() {
        return immovable;
    }

    static ObjectKind kindOf(RecordType type) {
        return type == RecordType.CHUNKS ? ObjectKind.CHUNK : ObjectKind.NODE;
    }

    static boolean isObject(RecordType type) {
        return type == RecordType.CHUNKS || type == RecordType.NODE;
    }

    /** The first 16 bytes of the one id. */
    static Uid uidOf(RecordEntry record) {
        Id id = record.ids().getFirst();
        return new Uid(id.a(), id.b());
    }

    private boolean isLive(RecordEntry record) throws IOException {
        return switch (record.type()) {
            case CHUNKS, NODE -> anyReferred(record);
            case DELTA, SESSION -> {
                // Moved, a delta would win over later ones, and a session begin again after its
                // end.
                boolean open = sessionIsOpen(uidOf(record));
                immovable |= open;
                yield open;
            }
            case POINT, LABEL ->
                    index.get(Family.POINTS, StoreKeys.uid(vault, uidOf(record))) != null;
            case EXPIRY -> pointLiesElsewhere(uidOf(record));
            // Each segment of class meta begins with the vault as it is.
            case VAULT -> false;
        };
    }

    private boolean anyReferred(RecordEntry record) throws IOException {
        List<@Nullable ObjectEntry> entries =
                index.objects(kindOf(record.type()), vault, record.ids());
        boolean any = false;
        for (ObjectEntry entry : entries) {
            if (entry != null
                    && entry.references() > 0
                    && record.location().equals(entry.location())) {
                any = true;
                immovable |= entry.damaged();
            }
        }
        return any;
    }

    private boolean sessionIsOpen(Uid session) throws IOException {
        byte[] document = index.get(Family.SESSIONS, StoreKeys.uid(vault, session));
        return document != null
                && SessionDocument.parseFrom(document).getState()
                        == SessionState.SESSION_STATE_OPEN;
    }

    /** As long as a record of the point exists, that of its end must, too. */
    private boolean pointLiesElsewhere(Uid point) throws IOException {
        byte[] value = index.get(Family.CURSORS, StoreKeys.cursor(vault, StoreKeys.PLACES, point));
        if (value == null) {
            return false;
        }
        return SegmentSet.decode(value).ids().stream()
                .anyMatch(id -> id != segment.segmentId() && existing.contains(id));
    }
}
