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
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.store.image.DiffVisitor;
import dev.varve.repo.store.image.ImageDiff;
import dev.varve.repo.store.image.NodeSource;
import dev.varve.repo.store.image.Position;
import dev.varve.repo.store.segment.RecordStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts references by runs: a point adds one for each object that its images have more often at a
 * position than the images before them in their chains. The point's record says which images these
 * are, and a diff tells the same additions in the same order whenever it is run; so the number of
 * additions counted, written in the batch that counts them, is enough to go on exactly once after a
 * crash.
 */
final class ReferenceCounting {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReferenceCounting.class);
    private static final int DELETIONS_PER_BATCH = 4096;

    private final RecordStore records;
    private final Index index;
    private final int countsPerBatch;

    /** Two threads must not count the same point. */
    private final ReentrantLock lock = new ReentrantLock();

    ReferenceCounting(RecordStore records, Index index, int countsPerBatch) {
        this.records = records;
        this.index = index;
        this.countsPerBatch = countsPerBatch;
    }

    private record Work(int vaultNumber, byte kind, Uid uid) {}

    /**
     * Finishes all that is under way, in all vaults: after recovery, and after an index is rebuilt.
     */
    void finishAll() throws IOException {
        List<Work> work = new ArrayList<>();
        index.scan(
                Family.CURSORS,
                new byte[0],
                (key, value) -> {
                    work.add(
                            new Work(
                                    StoreKeys.vaultOf(key),
                                    StoreKeys.cursorKind(key),
                                    StoreKeys.lastUid(key)));
                    return true;
                });
        for (Work one : work) {
            if (one.kind == StoreKeys.COUNTING) {
                countIfReadable(one);
            } else if (one.kind == StoreKeys.ENDED) {
                forgetDeltas(one.vaultNumber, one.uid);
            }
        }
    }

    private void countIfReadable(Work point) throws IOException {
        try {
            count(point.vaultNumber, point.uid);
        } catch (UncountableException e) {
            warn(point, e);
        } catch (ProtocolException e) {
            if (e.code() != ErrorCode.DAMAGED) {
                throw e;
            }
            warn(point, e);
        }
    }

    private static void warn(Work point, IOException e) {
        LOGGER.atWarn()
                .addKeyValue("vaultNumber", point.vaultNumber)
                .addKeyValue("pointId", point.uid)
                .setCause(e)
                .log("references not counted, a node is damaged");
    }

    /** Counts what is not yet counted of a point. */
    void count(int vaultNumber, Uid point) throws IOException {
        lock.lock();
        try {
            byte[] cursor = StoreKeys.cursor(vaultNumber, StoreKeys.COUNTING, point);
            byte[] counted = index.get(Family.CURSORS, cursor);
            byte[] document = index.get(Family.POINTS, StoreKeys.uid(vaultNumber, point));
            if (counted != null && document != null) {
                long done = ByteBuffer.wrap(counted).getLong();
                new Additions(vaultNumber, cursor, done)
                        .countAll(PointDocument.parseFrom(document));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets where the deltas of a session lie that has ended. */
    void forgetDeltas(int vaultNumber, Uid session) throws IOException {
        List<byte[]> keys = new ArrayList<>();
        do {
            keys.clear();
            index.scan(
                    Family.DELTAS,
                    StoreKeys.uid(vaultNumber, session),
                    (key, value) -> {
                        keys.add(key);
                        return keys.size() < DELETIONS_PER_BATCH;
                    });
            IndexBatch batch = index.newBatch();
            keys.forEach(key -> batch.delete(Family.DELTAS, key));
            if (keys.size() < DELETIONS_PER_BATCH) {
                batch.delete(
                        Family.CURSORS, StoreKeys.cursor(vaultNumber, StoreKeys.ENDED, session));
            }
            index.write(batch);
        } while (keys.size() == DELETIONS_PER_BATCH);
    }

    /** One run over a point's additions. */
    private final class Additions implements DiffVisitor {
        private final int vaultNumber;
        private final byte[] cursor;
        private final long done;
        private long seen;
        private IndexBatch batch = index.newBatch();
        private int inBatch;

        Additions(int vaultNumber, byte[] cursor, long done) {
            this.vaultNumber = vaultNumber;
            this.cursor = cursor;
            this.done = done;
        }

        void countAll(PointDocument point) throws IOException {
            ImageDiff diff = new ImageDiff(new StoredNodes(records, vaultNumber));
            for (PointImage image : point.getImagesList()) {
                diff.run(
                        image.getKind(),
                        PointImages.baseRoot(image),
                        PointImages.root(image),
                        this);
            }
            batch.delete(Family.CURSORS, cursor);
            index.write(batch);
        }

        @Override
        public void added(Position position, ObjectKind kind, Id id) throws IOException {
            seen++;
            if (seen <= done) {
                return;
            }
            batch.addReferences(kind, vaultNumber, id, 1);
            inBatch++;
            if (inBatch == countsPerBatch) {
                batch.put(
                        Family.CURSORS,
                        cursor,
                        ByteBuffer.allocate(Long.BYTES).putLong(seen).array());
                index.write(batch);
                batch = index.newBatch();
                inBatch = 0;
            }
        }

        @Override
        public void removed(Position position, ObjectKind kind, Id id) {}

        @Override
        public void unreadable(Position position, Id id, NodeSource.Answer answer)
                throws IOException {
            throw new UncountableException(id, answer);
        }
    }
}
