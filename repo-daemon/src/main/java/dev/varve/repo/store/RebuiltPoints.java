package dev.varve.repo.store;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.Index;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.store.image.ImageDiff;
import dev.varve.repo.store.segment.RecordStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The last step of making an index anew: of each chain's living points, each is to be counted
 * against the one before it, which need not be the one it was committed on, and gets the segments
 * it needs. Done again from the start after a crash; counting begins when it is done whole.
 */
final class RebuiltPoints {
    private final RecordStore records;
    private final Index index;

    RebuiltPoints(RecordStore records, Index index) {
        this.records = records;
        this.index = index;
    }

    private record Before(Id root, SegmentSet segments) {
        private static final Before NOTHING = new Before(Id.ZERO, SegmentSet.empty());
    }

    void prepare() throws IOException {
        List<byte[]> keys = new ArrayList<>();
        index.scan(Family.POINTS, new byte[0], (key, value) -> keys.add(key));
        Map<String, Before> chains = new HashMap<>();
        for (byte[] key : keys) {
            byte[] document = index.get(Family.POINTS, key);
            if (document != null) {
                prepare(StoreKeys.vaultOf(key), PointDocument.parseFrom(document), chains);
            }
        }
        IndexBatch done = index.newBatch();
        done.delete(Family.CURSORS, StoreKeys.REBUILDING_KEY);
        index.write(done);
        index.flush();
    }

    private void prepare(int vault, PointDocument point, Map<String, Before> chains)
            throws IOException {
        Uid id = Uid.of(point.getPointId().toByteArray());
        ByteBuffer cursor =
                ByteBuffer.allocate(Long.BYTES + point.getImagesCount() * Id.LENGTH).putLong(0);
        SegmentSet all = SegmentSet.empty();
        for (PointImage image : point.getImagesList()) {
            String chain = vault + "/" + image.getChain();
            Before before = chains.getOrDefault(chain, Before.NOTHING);
            cursor.put(before.root.toBytes());
            SegmentSet segments = segments(vault, image, before);
            all.ids().addAll(segments.ids());
            chains.put(chain, new Before(PointImages.root(image), segments));
        }
        IndexBatch batch = index.newBatch();
        batch.put(Family.CURSORS, StoreKeys.cursor(vault, StoreKeys.COUNTING, id), cursor.array());
        batch.put(
                Family.LABELS, StoreKeys.label(vault, StoreKeys.POINT_SEGMENTS, id), all.encode());
        SegmentLabels.raise(batch, vault, all, new PointList(index, vault).require(id).getLabel());
        index.write(batch);
    }

    private SegmentSet segments(int vault, PointImage image, Before before) throws IOException {
        SegmentSet segments = SegmentSet.of(before.segments.ids());
        MissingParts places = new MissingParts(index, vault, 0);
        try {
            new ImageDiff(new StoredNodes(records, vault))
                    .run(image.getKind(), before.root, PointImages.root(image), places);
            segments.ids().addAll(places.segments().ids());
        } catch (ProtocolException e) {
            if (e.code() != ErrorCode.DAMAGED) {
                throw e;
            }
            // Too many keep too long, too few would let go too early.
            records.segments().stream()
                    .filter(segment -> segment.vaultNumber() == vault)
                    .forEach(segment -> segments.ids().add(segment.segmentId()));
        }
        return segments;
    }
}
