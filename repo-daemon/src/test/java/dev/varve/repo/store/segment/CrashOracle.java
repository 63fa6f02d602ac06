package dev.varve.repo.store.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordHeader;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.index.MemoryIndex;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.io.FaultyStorageDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A store over a faulty directory, and what must be true of it: all that was acknowledged reads
 * back byte for byte, points were applied once and in order, and nothing reads back wrong.
 */
final class CrashOracle {
    static final Uid REPOSITORY = new Uid(5, 6);
    static final int VAULT = 1;
    private static final byte[] APPLIED = {'n'};

    final FaultyStorageDirectory directory;
    final MemoryIndex index = new MemoryIndex();
    private final SplittableRandom random;
    private final SegmentSettings settings;
    private final Map<Id, byte[]> sent = new LinkedHashMap<>();
    private final List<Id> acknowledged = new ArrayList<>();
    private final List<Long> acknowledgedPoints = new ArrayList<>();
    private long lastPoint;

    CrashOracle(long seed, long segmentBytes) {
        this.directory = new FaultyStorageDirectory(seed);
        this.random = new SplittableRandom(seed);
        this.settings =
                new SegmentSettings(
                        segmentBytes, Duration.ofHours(1), 1 << 20, 0, segmentBytes, 4, 16 << 10);
    }

    SegmentStore open() throws IOException {
        return SegmentStore.open(directory, REPOSITORY, index, settings, System::nanoTime);
    }

    RecordStore.RecoveryReport start(SegmentStore store) throws IOException {
        return store.start(CrashOracle::apply, vault -> null);
    }

    /** Keeps each point's sequence number in order of application; applying one twice shows. */
    private static void apply(StoredRecord record, IndexBatch batch) throws IOException {
        byte[] before = batch.get(Family.CURSORS, APPLIED);
        long count = before == null ? 0 : ByteBuffer.wrap(before).getLong();
        byte[] next = ByteBuffer.allocate(Long.BYTES).putLong(count + 1).array();
        batch.put(Family.CURSORS, APPLIED, next);
        batch.put(
                Family.POINTS,
                next,
                ByteBuffer.allocate(Long.BYTES).putLong(record.entryId(0).a()).array());
    }

    /** Sends runs until {@code steps} are through or the store fails. */
    void work(SegmentStore store, int steps) throws InterruptedException {
        for (int i = 0; i < steps; i++) {
            if (!step(store)) {
                return;
            }
        }
    }

    /** False when it failed. */
    boolean step(SegmentStore store) throws InterruptedException {
        try {
            List<CompletableFuture<AppendedRun>> futures = new ArrayList<>();
            List<Id> ids = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(2); i++) {
                futures.add(store.append(VAULT, chunkRun(ids)));
            }
            long point = -1;
            if (random.nextInt(3) == 0) {
                point = ++lastPoint;
                byte[] payload = ByteBuffer.allocate(40).putLong(point).array();
                futures.add(store.append(VAULT, TestRuns.point(point, payload)));
            }
            CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
                    .get(20, TimeUnit.SECONDS);
            acknowledged.addAll(ids);
            if (point >= 0) {
                acknowledgedPoints.add(point);
            }
            return true;
        } catch (IOException | ExecutionException e) {
            return false;
        } catch (TimeoutException e) {
            throw new AssertionError("an append neither ended nor failed", e);
        }
    }

    private RecordRun chunkRun(List<Id> ids) {
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            List<Id> names = TestRuns.ids(random, 1 + random.nextInt(2));
            byte[] record = TestRuns.chunks(random, random.nextInt(300), names);
            names.forEach(id -> sent.put(id, record));
            ids.addAll(names);
            records.add(record);
        }
        return TestRuns.run(records);
    }

    List<Id> acknowledged() {
        return acknowledged;
    }

    /** All that was acknowledged is there, and right. */
    void verify(SegmentStore store) throws IOException {
        for (Id id : acknowledged) {
            assertThat(readsBack(store, id)).as("chunk %s", id).isTrue();
        }
        List<Long> points = new ArrayList<>();
        index.scan(
                Family.POINTS,
                new byte[0],
                (key, value) -> points.add(ByteBuffer.wrap(value).getLong()));
        assertThat(points).isSorted().doesNotHaveDuplicates().containsAll(acknowledgedPoints);
    }

    /** True when it reads back as sent, false when it does not read back; never wrong. */
    boolean readsBack(SegmentStore store, Id id) throws IOException {
        if (store.read(ObjectKind.CHUNK, VAULT, id) instanceof ReadResult.Found found) {
            byte[] expected = Objects.requireNonNull(sent.get(id));
            byte[] bytes = new byte[expected.length];
            found.record().bytes().get(0, bytes);
            Arrays.fill(bytes, RecordHeader.HEADER_CRC_OFFSET, RecordHeader.LENGTH, (byte) 0);
            // Zeros up to the alignment carry nothing; a check sees them by the segment's digest.
            RecordHeader header = found.record().header();
            int end = header.payloadOffset() + header.payloadLength();
            Arrays.fill(bytes, end, bytes.length, (byte) 0);
            assertThat(bytes).as("record of chunk %s", id).isEqualTo(expected);
            return true;
        }
        return false;
    }

    static void closeQuietly(SegmentStore store) {
        try {
            store.close();
        } catch (IOException e) {
            // The machine is off; nothing else could be expected.
            assertThat(e).isNotNull();
        }
    }
}
