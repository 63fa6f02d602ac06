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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What of one sealed segment is still needed. Confined to one thread. */
final class SegmentContent {
    private final Index index;
    private final int vault;
    private final SegmentInfo segment;
    private final Set<Long> existing;
    private final Predicate<Id> told;
    private final List<RecordEntry> live = new ArrayList<>();
    private final List<RecordEntry> spare = new ArrayList<>();
    private final List<RecordEntry> dead = new ArrayList<>();
    private long liveBytes;
    private long deadBytes;
    private boolean immovable;

    private enum Need {
        LIVE,
        /** The index knows a place of an object in use, and it is not good: this copy heals it. */
        SPARE,
        DEAD
    }

    /**
     * @param existing ids of all segments there are
     * @param told what open sessions count on
     */
    SegmentContent(
            VaultContext context, SegmentInfo segment, Set<Long> existing, Predicate<Id> told)
            throws IOException {
        this.index = context.index();
        this.vault = context.vaultNumber();
        this.segment = segment;
        this.existing = existing;
        this.told = told;
        for (RecordEntry record : context.records().entries(segment.segmentId())) {
            sort(record);
        }
    }

    private void sort(RecordEntry record) throws IOException {
        long bytes = record.location().lengthBytes();
        switch (need(record)) {
            case LIVE -> {
                live.add(record);
                liveBytes += bytes;
            }
            case SPARE -> {
                spare.add(record);
                liveBytes += bytes;
            }
            case DEAD -> {
                dead.add(record);
                // A new segment begins with the vault, too: without it nothing would be gained.
                deadBytes += record.type() == RecordType.VAULT ? 0 : bytes;
            }
        }
    }

    List<RecordEntry> live() {
        return live;
    }

    /** To be copied when they can be read; nothing points to them. */
    List<RecordEntry> spare() {
        return spare;
    }

    List<RecordEntry> dead() {
        return dead;
    }

    /** What is to be copied. */
    long liveBytes() {
        return liveBytes;
    }

    double deadShare() {
        return liveBytes == 0 ? 1 : (double) deadBytes / (liveBytes + deadBytes);
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

    private Need need(RecordEntry record) throws IOException {
        if (isObject(record.type())) {
            return needOfObjects(record);
        }
        return isLive(record) ? Need.LIVE : Need.DEAD;
    }

    private boolean isLive(RecordEntry record) throws IOException {
        return switch (record.type()) {
            case CHUNKS, NODE -> throw new IllegalArgumentException("objects are counted");
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

    private Need needOfObjects(RecordEntry record) throws IOException {
        List<@Nullable ObjectEntry> entries =
                index.objects(kindOf(record.type()), vault, record.ids());
        Need need = Need.DEAD;
        for (int i = 0; i < entries.size(); i++) {
            ObjectEntry entry = entries.get(i);
            if (entry == null) {
                continue;
            }
            boolean used = entry.references() > 0;
            if (record.location().equals(entry.location())) {
                if (used || told.test(record.ids().get(i))) {
                    need = Need.LIVE;
                    immovable |= entry.damaged();
                }
            } else if (used && !entry.present() && need == Need.DEAD) {
                need = Need.SPARE;
            }
        }
        return need;
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
