package dev.varve.repo.store;

import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.Index;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.index.ObjectEntry;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.store.segment.RecordEntry;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what is alive of a segment and deletes the rest with it. The order is what makes every
 * crash harmless: copies durable → index points to them, durable → intent in the ledger → file gone
 * → result in the ledger. Before the file is gone it holds all it held; what a rebuild makes of
 * copy and original is the same.
 */
final class SegmentRewrite {
    private static final Logger LOGGER = LoggerFactory.getLogger(SegmentRewrite.class);

    private final VaultContext vault;
    private final Sessions sessions;
    private final ReentrantLock commits;
    private final RecordCopies copies;
    private final DeletedSegments deleted;

    /**
     * @param commits held while the index changes, so that no commit is between looking for its
     *     objects and counting them
     */
    SegmentRewrite(
            VaultContext vault, Sessions sessions, ReentrantLock commits, RecordCopies copies) {
        this.vault = vault;
        this.sessions = sessions;
        this.commits = commits;
        this.copies = copies;
        this.deleted = new DeletedSegments(vault);
    }

    /** All that was written, also in vain. */
    long copiedBytes() {
        return copies.copiedBytes();
    }

    boolean isLocked(long segmentId) throws IOException {
        return vault.parts().retention().refusal(label(segmentId)).isPresent();
    }

    private Label label(long segmentId) throws IOException {
        return SegmentLabels.of(vault.index(), vault.vaultNumber(), segmentId);
    }

    /** False when something in it turned out to be needed where it is; nothing is lost then. */
    boolean rewrite(SegmentInfo segment, SegmentContent content) throws IOException {
        Map<RecordLocation, RecordCopies.Copy> moved = copy(content.live(), true);
        if (moved.size() < content.live().size()) {
            return false;
        }
        // Being applied makes these the places of what they heal.
        copy(content.spare(), false);
        if (!swap(segment, content, moved)) {
            return false;
        }
        // What the file's end makes impossible to do again must not be undone by a crash.
        vault.index().flush();
        LedgerEntry act =
                LedgerEntry.newBuilder()
                        .setActor("daemon")
                        .setVaultNumber(vault.vaultNumber())
                        .setVault(vault.vaultName())
                        .setSubject(DeletedSegments.subject(segment.segmentId()))
                        .setWhat("delete " + segment.file() + ", its content is moved or dead")
                        .build();
        vault.parts().retention().require(label(segment.segmentId()), act);
        vault.parts().retention().ledger().append(with(act, true));
        vault.records().delete(segment.segmentId());
        deleted.enterResult(segment.segmentId(), with(act, false));
        forgetPlaces(segment.segmentId(), content);
        return true;
    }

    private static LedgerEntry with(LedgerEntry act, boolean intent) {
        return act.toBuilder()
                .setKind(
                        intent
                                ? LedgerKind.LEDGER_KIND_SEGMENT_DELETE_INTENT
                                : LedgerKind.LEDGER_KIND_SEGMENT_DELETED)
                .build();
    }

    /**
     * Where each record lies now; ends early when the pass does.
     *
     * @param all end at the first that cannot be read, and mark it; else leave it out
     */
    private Map<RecordLocation, RecordCopies.Copy> copy(List<RecordEntry> live, boolean all)
            throws IOException {
        Map<RecordLocation, RecordEntry> byPlace = new LinkedHashMap<>();
        live.forEach(record -> byPlace.put(record.location(), record));
        return copies.copy(
                byPlace.keySet(),
                at -> {
                    if (all) {
                        markDamaged(Objects.requireNonNull(byPlace.get(at)));
                    }
                    return !all;
                });
    }

    /** So that it is sent again, or stays where it is: not found out anew by each pass. */
    private void markDamaged(RecordEntry record) throws IOException {
        LOGGER.atError()
                .addKeyValue("vault", vault.vaultName())
                .addKeyValue("segment", record.location().segmentId())
                .addKeyValue("offset", record.location().offsetBytes())
                .log("a record in use cannot be read; its segment is not compacted");
        if (!SegmentContent.isObject(record.type())) {
            return;
        }
        IndexBatch batch = vault.index().newBatch();
        for (Id id : record.ids()) {
            batch.markDamaged(
                    SegmentContent.kindOf(record.type()),
                    vault.vaultNumber(),
                    id,
                    record.location());
        }
        vault.index().write(batch);
    }

    /** Counting walks nodes that nothing refers to any more: nothing may go before it is done. */
    boolean counting() throws IOException {
        return owes(StoreKeys.COUNTING) || owes(StoreKeys.EXPIRING);
    }

    private boolean owes(byte kind) throws IOException {
        boolean[] any = new boolean[1];
        vault.index()
                .scan(
                        Family.CURSORS,
                        StoreKeys.cursors(vault.vaultNumber(), kind),
                        (key, value) -> {
                            any[0] = true;
                            return false;
                        });
        return any[0];
    }

    private boolean swap(
            SegmentInfo segment,
            SegmentContent content,
            Map<RecordLocation, RecordCopies.Copy> moved)
            throws IOException {
        commits.lock();
        vault.sweep().writeLock().lock();
        try {
            // A commit that was not counted to its end may have come since the pass began.
            if (counting() || neededAfterAll(content.dead())) {
                return false;
            }
            IndexBatch batch = vault.index().newBatch();
            TreeSet<Long> into = new TreeSet<>();
            for (RecordEntry record : content.live()) {
                RecordCopies.Copy copy = moved.get(record.location());
                if (copy != null) {
                    into.add(copy.to().segmentId());
                    move(record, copy.to(), batch);
                }
            }
            for (RecordEntry record : content.dead()) {
                remove(record, batch);
            }
            deleted.owe(segment.segmentId(), batch);
            if (!into.isEmpty()) {
                SegmentLabels.moved(batch, vault.vaultNumber(), segment.segmentId(), into);
            }
            vault.records().markEmptied(segment.segmentId(), batch);
            vault.index().write(batch);
            return true;
        } finally {
            vault.sweep().writeLock().unlock();
            commits.unlock();
        }
    }

    /** A commit may have come to count on it, and a session may have been told of it. */
    private boolean neededAfterAll(List<RecordEntry> dead) throws IOException {
        Index index = vault.index();
        Predicate<Id> told = sessions.told();
        for (RecordEntry record : dead) {
            if (!SegmentContent.isObject(record.type())) {
                continue;
            }
            List<@Nullable ObjectEntry> entries =
                    index.objects(
                            SegmentContent.kindOf(record.type()),
                            vault.vaultNumber(),
                            record.ids());
            for (int i = 0; i < entries.size(); i++) {
                ObjectEntry entry = entries.get(i);
                boolean here = entry != null && record.location().equals(entry.location());
                if (here && (entry.references() > 0 || told.test(record.ids().get(i)))) {
                    return true;
                }
            }
        }
        return false;
    }

    private void move(RecordEntry record, RecordLocation to, IndexBatch batch) {
        if (!SegmentContent.isObject(record.type())) {
            return;
        }
        for (int i = 0; i < record.ids().size(); i++) {
            batch.moveObject(
                    SegmentContent.kindOf(record.type()),
                    vault.vaultNumber(),
                    record.ids().get(i),
                    record.location(),
                    to,
                    i);
        }
    }

    private void remove(RecordEntry record, IndexBatch batch) {
        if (SegmentContent.isObject(record.type())) {
            for (Id id : record.ids()) {
                batch.removeObject(
                        SegmentContent.kindOf(record.type()),
                        vault.vaultNumber(),
                        id,
                        record.location());
            }
        }
    }

    /** The file is gone: what remembered that points lay in it may be forgotten. */
    private void forgetPlaces(long segmentId, SegmentContent content) throws IOException {
        IndexBatch batch = vault.index().newBatch();
        deleted.paid(segmentId, batch);
        for (List<RecordEntry> records : List.of(content.live(), content.dead())) {
            for (RecordEntry record : records) {
                if (record.type() == RecordType.POINT) {
                    forgetPlace(SegmentContent.uidOf(record), segmentId, batch);
                }
            }
        }
        if (isHigherKnown(segmentId)) {
            batch.removeSegment(segmentId);
        }
        vault.index().write(batch);
    }

    /** The state of the newest segment outlives its file, so that its id is not given again. */
    private boolean isHigherKnown(long segmentId) {
        return vault.records().segments().stream()
                .anyMatch(other -> other.sealed() && other.segmentId() > segmentId);
    }

    private void forgetPlace(Uid point, long segmentId, IndexBatch batch) throws IOException {
        byte[] key = StoreKeys.cursor(vault.vaultNumber(), StoreKeys.PLACES, point);
        byte[] value = batch.get(Family.CURSORS, key);
        SegmentSet places = value == null ? SegmentSet.empty() : SegmentSet.decode(value);
        places.ids().remove(segmentId);
        if (!places.ids().isEmpty()) {
            batch.put(Family.CURSORS, key, places.encode());
            return;
        }
        batch.delete(Family.CURSORS, key);
        batch.delete(Family.CURSORS, StoreKeys.cursor(vault.vaultNumber(), StoreKeys.GONE, point));
    }
}
