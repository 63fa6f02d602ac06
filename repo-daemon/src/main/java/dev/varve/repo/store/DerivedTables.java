package dev.varve.repo.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.varve.protocol.message.ExpiryDocument;
import dev.varve.protocol.message.LabelDocument;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.SessionDocument;
import dev.varve.protocol.message.SessionState;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.store.image.DeltaReader;
import dev.varve.repo.store.segment.RecordApplier;
import dev.varve.repo.store.segment.StoredRecord;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Derives sessions, deltas, points, labels, chains and vaults from their records. Decides by what
 * the index holds, so that a record that comes again changes nothing. Confined to the applying
 * thread.
 */
final class DerivedTables implements RecordApplier {
    private volatile boolean rebuilding;

    /**
     * @param rebuilding all records come, in an order that need not be the first one's
     */
    DerivedTables(boolean rebuilding) {
        this.rebuilding = rebuilding;
    }

    /** From here on records come as they are appended. */
    void rebuilt() {
        rebuilding = false;
    }

    @Override
    public void apply(StoredRecord record, IndexBatch batch) throws IOException {
        try {
            switch (record.header().type()) {
                case DELTA -> applyDelta(record, batch);
                case POINT -> applyPoint(record, batch);
                case SESSION -> applySession(record, batch);
                case VAULT -> applyVault(record, batch);
                case LABEL ->
                        points(record, batch).label(LabelDocument.parseFrom(record.payload()));
                case EXPIRY ->
                        points(record, batch).expiry(ExpiryDocument.parseFrom(record.payload()));
                case CHUNKS, NODE ->
                        throw new IllegalArgumentException("the record store applies these itself");
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IOException(
                    "segment "
                            + record.location().segmentId()
                            + " at offset "
                            + record.location().offsetBytes()
                            + ": a record with good checksums holds no document",
                    e);
        }
    }

    private static void applyDelta(StoredRecord record, IndexBatch batch) throws IOException {
        RecordLocation at = record.location();
        Uid session = sessionOf(record);
        ByteBuffer payload = record.payload();
        int ordinal = DeltaReader.ordinal(payload);
        DeltaReader.forEachGroup(
                payload,
                (page, groupOffset) ->
                        batch.put(
                                Family.DELTAS,
                                StoreKeys.delta(
                                        record.vaultNumber(),
                                        session,
                                        ordinal,
                                        page,
                                        at.segmentId(),
                                        at.offsetBytes()),
                                ByteBuffer.allocate(2 * Integer.BYTES)
                                        .putInt(at.lengthBytes())
                                        .putInt(groupOffset)
                                        .array()));
    }

    /** The first 16 bytes of the table's one id. */
    static Uid sessionOf(StoredRecord record) {
        return new Uid(record.entryId(0).a(), record.entryId(0).b());
    }

    private static void applySession(StoredRecord record, IndexBatch batch) throws IOException {
        SessionDocument session = SessionDocument.parseFrom(record.payload());
        Uid id = Uid.of(session.getSessionId().toByteArray());
        byte[] key = StoreKeys.uid(record.vaultNumber(), id);
        byte[] before = batch.get(Family.SESSIONS, key);
        if (before != null
                && SessionDocument.parseFrom(before).getState()
                        != SessionState.SESSION_STATE_OPEN) {
            return;
        }
        batch.put(Family.SESSIONS, key, session.toByteArray());
        if (session.getState() != SessionState.SESSION_STATE_OPEN) {
            batch.put(
                    Family.CURSORS,
                    StoreKeys.cursor(record.vaultNumber(), StoreKeys.ENDED, id),
                    new byte[0]);
        }
    }

    private AppliedPoints points(StoredRecord record, IndexBatch batch) {
        return new AppliedPoints(record.vaultNumber(), batch, rebuilding);
    }

    private void applyPoint(StoredRecord record, IndexBatch batch) throws IOException {
        PointDocument point = PointDocument.parseFrom(record.payload());
        if (points(record, batch).point(record, point)) {
            endSession(
                    record.vaultNumber(),
                    Uid.of(point.getSessionId().toByteArray()),
                    Uid.of(point.getPointId().toByteArray()),
                    batch);
        }
    }

    private static void endSession(int vault, Uid session, Uid point, IndexBatch batch)
            throws IOException {
        byte[] key = StoreKeys.uid(vault, session);
        batch.put(Family.IMAGES, key, point.toBytes());
        byte[] before = batch.get(Family.SESSIONS, key);
        SessionDocument.Builder ended =
                before == null
                        ? SessionDocument.newBuilder()
                                .setSessionId(ByteString.copyFrom(session.toBytes()))
                        : SessionDocument.parseFrom(before).toBuilder();
        ended.setState(SessionState.SESSION_STATE_COMMITTED);
        batch.put(Family.SESSIONS, key, ended.build().toByteArray());
        batch.put(Family.CURSORS, StoreKeys.cursor(vault, StoreKeys.ENDED, session), new byte[0]);
    }

    private static void applyVault(StoredRecord record, IndexBatch batch) throws IOException {
        VaultDocument vault = VaultDocument.parseFrom(record.payload());
        byte[] key = StoreKeys.vault(record.vaultNumber());
        byte[] before = batch.get(Family.VAULTS, key);
        if (before == null
                || Long.compareUnsigned(
                                VaultDocument.parseFrom(before).getRevision(), vault.getRevision())
                        < 0) {
            batch.put(Family.VAULTS, key, vault.toByteArray());
        }
    }
}
