package dev.varve.repo.store;

import dev.varve.protocol.message.ExpiredImage;
import dev.varve.protocol.message.ExpiryDocument;
import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.LabelDocument;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.retention.label.Labels;
import dev.varve.repo.store.segment.StoredRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Derives points and their labels from POINT, LABEL and EXPIRY records. These come again after a
 * crash, and, moved by compaction, in another order when an index is made anew: so a point that has
 * expired is remembered as long as a record of it may lie anywhere, and what depends on order,
 * counting, waits for the end of a rebuild. Confined to the applying thread.
 */
final class AppliedPoints {
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] NONE_COUNTED = ByteBuffer.allocate(Long.BYTES).array();

    private final int vault;
    private final IndexBatch batch;
    private final boolean rebuilding;

    AppliedPoints(int vault, IndexBatch batch, boolean rebuilding) {
        this.vault = vault;
        this.batch = batch;
        this.rebuilding = rebuilding;
    }

    /** Returns false when nothing came of it: the point is known, or has expired. */
    boolean point(StoredRecord record, PointDocument point) throws IOException {
        Uid id = Uid.of(point.getPointId().toByteArray());
        rememberPlace(id, record.location().segmentId());
        byte[] key = StoreKeys.uid(vault, id);
        if (gone(id)) {
            endSession(Uid.of(point.getSessionId().toByteArray()));
            return false;
        }
        if (batch.get(Family.POINTS, key) != null) {
            return false;
        }
        batch.put(Family.POINTS, key, point.toByteArray());
        batch.put(Family.CURSORS, StoreKeys.cursor(vault, StoreKeys.UNVERIFIED, id), NOTHING);
        for (PointImage image : point.getImagesList()) {
            batch.put(
                    Family.CHAIN_POINTS,
                    StoreKeys.chainPoint(vault, image.getChain(), id),
                    NOTHING);
            advanceChain(id, image);
        }
        if (!rebuilding) {
            SegmentSet segments = segmentsOf(point);
            batch.put(
                    Family.LABELS,
                    StoreKeys.label(vault, StoreKeys.POINT_SEGMENTS, id),
                    segments.encode());
            SegmentLabels.raise(batch, vault, segments, labelOf(id, point));
            batch.put(
                    Family.CURSORS, StoreKeys.cursor(vault, StoreKeys.COUNTING, id), NONE_COUNTED);
            batch.put(Family.CURSORS, StoreKeys.cursor(vault, StoreKeys.OWES_POINT, id), NOTHING);
        }
        return true;
    }

    private void endSession(Uid session) {
        batch.delete(Family.SESSIONS, StoreKeys.uid(vault, session));
        batch.put(Family.CURSORS, StoreKeys.cursor(vault, StoreKeys.ENDED, session), NOTHING);
    }

    private Label labelOf(Uid id, PointDocument point) throws IOException {
        byte[] added = batch.get(Family.LABELS, StoreKeys.label(vault, StoreKeys.POINT_LABEL, id));
        return added == null
                ? point.getLabel()
                : Labels.join(point.getLabel(), Label.parseFrom(added));
    }

    private void rememberPlace(Uid point, long segmentId) throws IOException {
        byte[] key = StoreKeys.cursor(vault, StoreKeys.PLACES, point);
        byte[] before = batch.get(Family.CURSORS, key);
        SegmentSet places = before == null ? SegmentSet.empty() : SegmentSet.decode(before);
        if (places.ids().add(segmentId)) {
            batch.put(Family.CURSORS, key, places.encode());
        }
    }

    private boolean gone(Uid point) throws IOException {
        return batch.get(Family.CURSORS, StoreKeys.cursor(vault, StoreKeys.GONE, point)) != null;
    }

    /** A chain moves only forward here; only the end of its newest point moves it back. */
    private void advanceChain(Uid point, PointImage image) throws IOException {
        byte[] key = StoreKeys.chain(vault, image.getChain());
        byte[] before = batch.get(Family.CHAINS, key);
        if (before == null || ChainHead.decode(before).point().compareTo(point) < 0) {
            batch.put(Family.CHAINS, key, new ChainHead(point, image).encode());
        }
    }

    private SegmentSet segmentsOf(PointDocument point) throws IOException {
        SegmentSet segments = SegmentSet.of(point.getNewSegmentsList());
        for (PointImage image : point.getImagesList()) {
            if (!image.getBasePointId().isEmpty()) {
                Uid base = Uid.of(image.getBasePointId().toByteArray());
                byte[] inherited =
                        batch.get(
                                Family.LABELS,
                                StoreKeys.label(vault, StoreKeys.POINT_SEGMENTS, base));
                if (inherited != null) {
                    segments.ids().addAll(SegmentSet.decode(inherited).ids());
                }
            }
        }
        return segments;
    }

    void label(LabelDocument document) throws IOException {
        Uid point = Uid.of(document.getPointId().toByteArray());
        if (gone(point)) {
            return;
        }
        byte[] key = StoreKeys.label(vault, StoreKeys.POINT_LABEL, point);
        byte[] before = batch.get(Family.LABELS, key);
        Label joined =
                before == null
                        ? document.getLabel()
                        : Labels.join(Label.parseFrom(before), document.getLabel());
        batch.put(Family.LABELS, key, joined.toByteArray());
        byte[] segments =
                batch.get(Family.LABELS, StoreKeys.label(vault, StoreKeys.POINT_SEGMENTS, point));
        if (segments != null) {
            SegmentLabels.raise(batch, vault, SegmentSet.decode(segments), joined);
        }
    }

    void expiry(ExpiryDocument expiry) throws IOException {
        Uid id = Uid.of(expiry.getPointId().toByteArray());
        if (gone(id)) {
            return;
        }
        byte[] key = StoreKeys.uid(vault, id);
        byte[] document = batch.get(Family.POINTS, key);
        byte[] gone = StoreKeys.cursor(vault, StoreKeys.GONE, id);
        batch.put(Family.CURSORS, gone, document == null || rebuilding ? NOTHING : document);
        if (document == null) {
            return;
        }
        batch.delete(Family.POINTS, key);
        for (ExpiredImage image : expiry.getImagesList()) {
            batch.delete(Family.CHAIN_POINTS, StoreKeys.chainPoint(vault, image.getChain(), id));
            stepBack(id, image);
        }
        forget(id, PointDocument.parseFrom(document));
        if (!rebuilding) {
            byte[] end = expiry.toByteArray();
            batch.put(
                    Family.CURSORS,
                    StoreKeys.cursor(vault, StoreKeys.EXPIRING, id),
                    ByteBuffer.allocate(Long.BYTES + end.length).putLong(0).put(end).array());
            batch.put(Family.CURSORS, StoreKeys.cursor(vault, StoreKeys.OWES_EXPIRY, id), NOTHING);
        }
    }

    private void forget(Uid id, PointDocument point) {
        batch.delete(Family.LABELS, StoreKeys.label(vault, StoreKeys.POINT_LABEL, id));
        batch.delete(Family.LABELS, StoreKeys.label(vault, StoreKeys.POINT_SEGMENTS, id));
        batch.delete(Family.CURSORS, StoreKeys.cursor(vault, StoreKeys.DAMAGED, id));
        batch.delete(Family.CURSORS, StoreKeys.cursor(vault, StoreKeys.UNVERIFIED, id));
        byte[] session = StoreKeys.uid(vault, Uid.of(point.getSessionId().toByteArray()));
        batch.delete(Family.IMAGES, session);
        batch.delete(Family.SESSIONS, session);
    }

    /** The chain's newest image is the one before, when this one was it. */
    private void stepBack(Uid id, ExpiredImage image) throws IOException {
        byte[] key = StoreKeys.chain(vault, image.getChain());
        byte[] head = batch.get(Family.CHAINS, key);
        if (head == null || !ChainHead.decode(head).point().equals(id)) {
            return;
        }
        ChainHead before = image.getEarlierPointId().isEmpty() ? null : earlier(image);
        if (before == null) {
            batch.delete(Family.CHAINS, key);
        } else {
            batch.put(Family.CHAINS, key, before.encode());
        }
    }

    private @Nullable ChainHead earlier(ExpiredImage image) throws IOException {
        Uid point = Uid.of(image.getEarlierPointId().toByteArray());
        byte[] document = batch.get(Family.POINTS, StoreKeys.uid(vault, point));
        if (document == null) {
            return null;
        }
        for (PointImage each : PointDocument.parseFrom(document).getImagesList()) {
            if (each.getChain().equals(image.getChain())) {
                return new ChainHead(point, each);
            }
        }
        return null;
    }
}
