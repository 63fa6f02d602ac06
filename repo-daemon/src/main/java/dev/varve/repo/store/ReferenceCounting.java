package dev.varve.repo.store;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ExpiredImage;
import dev.varve.protocol.message.ExpiryDocument;
import dev.varve.protocol.message.ImageKind;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts references by runs: a point adds one for each object that its images have more often at a
 * position than the images before them in their chains; its end takes away what it alone kept
 * apart. The records of both say which images these are, and a diff tells the same changes in the
 * same order whenever it is run; so the number of changes counted, written in the batch that counts
 * them, is enough to go on exactly once after a crash.
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
        // What was added first: no count falls below zero on the way.
        for (Work one : work) {
            if (one.kind == StoreKeys.COUNTING) {
                ifReadable(one, () -> count(one.vaultNumber, one.uid));
            } else if (one.kind == StoreKeys.ENDED) {
                forgetDeltas(one.vaultNumber, one.uid);
            }
        }
        for (Work one : work) {
            if (one.kind == StoreKeys.EXPIRING) {
                ifReadable(one, () -> expire(one.vaultNumber, one.uid));
            }
        }
    }

    /** Counts. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static void ifReadable(Work point, Step step) throws IOException {
        try {
            step.run();
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
            byte[] document = document(vaultNumber, point);
            if (counted == null || document == null) {
                return;
            }
            Changes changes = new Changes(vaultNumber, cursor, counted);
            PointDocument counting = PointDocument.parseFrom(document);
            for (int i = 0; i < counting.getImagesCount(); i++) {
                PointImage image = counting.getImages(i);
                Id base =
                        counted.length > Long.BYTES
                                ? Id.at(counted, baseOffset(i))
                                : PointImages.baseRoot(image);
                changes.add(image.getKind(), base, PointImages.root(image), 1);
            }
            changes.finish();
        } finally {
            lock.unlock();
        }
    }

    private static int baseOffset(int image) {
        return Long.BYTES + image * Id.LENGTH;
    }

    private byte @Nullable [] document(int vaultNumber, Uid point) throws IOException {
        byte[] living = index.get(Family.POINTS, StoreKeys.uid(vaultNumber, point));
        byte[] gone =
                living == null
                        ? index.get(
                                Family.CURSORS,
                                StoreKeys.cursor(vaultNumber, StoreKeys.GONE, point))
                        : living;
        return gone == null || gone.length == 0 ? null : gone;
    }

    /**
     * Counts the end of a point. Where i, k, j follow each other in a chain, with k gone, the runs
     * of k against i and of j against k end, and those of j against i begin. Where k is the oldest,
     * what comes of that is: what k has more often than j ends.
     */
    void expire(int vaultNumber, Uid point) throws IOException {
        lock.lock();
        try {
            byte[] cursor = StoreKeys.cursor(vaultNumber, StoreKeys.EXPIRING, point);
            byte[] counted = index.get(Family.CURSORS, cursor);
            if (counted == null) {
                return;
            }
            Changes changes = new Changes(vaultNumber, cursor, counted);
            for (ExpiredImage image : ExpiryDocument.parseFrom(changes.rest()).getImagesList()) {
                Id earlier = root(image.getEarlierRoot());
                Id later = root(image.getLaterRoot());
                Id own = root(image.getRoot());
                if (earlier.isZero() && !later.isZero()) {
                    // The same sum, without two walks over all of both images.
                    changes.add(image.getKind(), later, own, -1);
                    continue;
                }
                if (!later.isZero()) {
                    changes.add(image.getKind(), earlier, later, 1);
                    changes.add(image.getKind(), own, later, -1);
                }
                changes.add(image.getKind(), earlier, own, -1);
            }
            changes.forgetDocument(point);
            changes.finish();
        } finally {
            lock.unlock();
        }
    }

    private static Id root(ByteString bytes) {
        return bytes.isEmpty() ? Id.ZERO : Id.at(bytes.toByteArray(), 0);
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

    /** One run over all changes of a cursor. */
    private final class Changes implements DiffVisitor {
        private final int vaultNumber;
        private final byte[] cursor;
        private final byte[] value;
        private final long done;
        private final ImageDiff diff;
        private long seen;
        private int sign;
        private IndexBatch batch = index.newBatch();
        private int inBatch;

        Changes(int vaultNumber, byte[] cursor, byte[] value) {
            this.vaultNumber = vaultNumber;
            this.cursor = cursor;
            this.value = value;
            this.done = ByteBuffer.wrap(value).getLong();
            this.diff = new ImageDiff(new StoredNodes(records, vaultNumber));
        }

        /** What the cursor holds behind the number. */
        ByteBuffer rest() {
            return ByteBuffer.wrap(value).position(Long.BYTES);
        }

        void add(ImageKind kind, Id before, Id after, int newSign) throws IOException {
            sign = newSign;
            diff.run(kind, before, after, this);
        }

        /** The document of an ended point was kept for counting alone. */
        void forgetDocument(Uid point) {
            batch.put(
                    Family.CURSORS,
                    StoreKeys.cursor(vaultNumber, StoreKeys.GONE, point),
                    new byte[0]);
        }

        void finish() throws IOException {
            batch.delete(Family.CURSORS, cursor);
            index.write(batch);
        }

        @Override
        public void added(Position position, ObjectKind kind, Id id) throws IOException {
            seen++;
            if (seen <= done) {
                return;
            }
            batch.addReferences(kind, vaultNumber, id, sign);
            inBatch++;
            if (inBatch == countsPerBatch) {
                batch.put(
                        Family.CURSORS,
                        cursor,
                        ByteBuffer.allocate(value.length).put(value).putLong(0, seen).array());
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
