package dev.varve.repo.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.ReadEnd;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.store.segment.ReadResult;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import dev.varve.repo.store.segment.SegmentClass;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What compaction takes, leaves, and never does twice. */
class CompactionTest {
    private static final int VAULT = 3;
    private static final long SIZE_BYTES = 64L * StoreKit.BLOCK_BYTES;
    private static final CompactionLimits LIMITS = new CompactionLimits(0.10, 1 << 30);

    private final StoreKit kit = new StoreKit(11);
    private int sessions;

    @BeforeEach
    void open() throws IOException {
        kit.open();
    }

    @AfterEach
    void close() throws IOException {
        kit.close();
    }

    @Test
    void spaceOfAnEndedPointComesBackAndWhatOthersUseStaysReadable() throws IOException {
        Uid first = push(blocks(0, 40));
        push(blocks(100, 40));
        kit.vault().expire(first, "test", "chosen");
        seal();
        long before = bytes();

        CompactionResult result = compact();

        assertThat(result.segments()).isPositive();
        assertThat(bytes()).isLessThan(before);
        assertThat(kit.retention.kinds())
                .contains(
                        LedgerKind.LEDGER_KIND_SEGMENT_DELETE_INTENT,
                        LedgerKind.LEDGER_KIND_SEGMENT_DELETED);
        assertReadable(id(110));
    }

    @Test
    void itComesToRestWhenNothingIsDeadAnyMore() throws IOException {
        push(Map.of(0L, id(1)));
        push(Map.of(0L, id(2)));
        int rounds = 0;
        do {
            seal();
            rounds++;
        } while (compact().segments() > 0 && rounds < 20);

        assertThat(rounds).isLessThan(5);
    }

    @Test
    void whatASessionWasToldMovesOnceAndIsNotCopiedAgainEachPass() throws IOException {
        Uid first = push(blocks(0, 40));
        kit.vault().expire(first, "test", "chosen");
        push(Map.of(0L, id(1)));
        seal();
        PushStore open = session();
        BitSet told = open.have(List.of(id(2), id(3), id(4)), false);
        assertThat(told.cardinality()).isEqualTo(3);
        push(Map.of(1L, id(200)));

        compact();
        long after = bytes();
        compact();
        compact();

        assertThat(bytes()).isEqualTo(after);
        assertThat(open.have(List.of(id(2), id(3), id(4)), false).cardinality()).isEqualTo(3);
        StoreKit.putDelta(open, 0, Map.of(2L, id(2), 3L, id(3), 4L, id(4)));
        assertReadable(id(2));
    }

    @Test
    void aPassStopsWhenAPointTurnsOutToBeUncountedMeanwhile() throws IOException {
        Uid first = push(blocks(0, 60));
        kit.vault().expire(first, "test", "chosen");
        seal();
        byte[] owed = StoreKeys.cursor(VAULT, StoreKeys.COUNTING, new Uid(77, 77));
        CheckMonitor uncounted =
                new CheckMonitor() {
                    @Override
                    public void progress(dev.varve.protocol.message.CheckProgress progress) {}

                    @Override
                    public boolean cancelled() {
                        try {
                            IndexBatch batch = kit.index().newBatch();
                            batch.put(Family.CURSORS, owed, new byte[Long.BYTES]);
                            kit.index().write(batch);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                        return false;
                    }
                };

        CompactionResult result = kit.vault().compact(LIMITS, uncounted);

        assertThat(result.segments()).isZero();
        assertThat(kit.index().object(ObjectKind.CHUNK, VAULT, id(5))).isNotNull();
    }

    @Test
    void aRecordThatCannotBeReadIsMarkedAndItsSegmentNotCopiedAgain() throws IOException {
        Uid first = push(blocks(0, 40));
        push(blocks(100, 40));
        kit.vault().expire(first, "test", "chosen");
        seal();
        damage(location(id(102)));

        compact();
        long after = bytes();
        compact();

        assertThat(bytes()).isEqualTo(after);
        assertThat(
                        Objects.requireNonNull(kit.index().object(ObjectKind.CHUNK, VAULT, id(102)))
                                .damaged())
                .isTrue();
        assertReadable(id(110));
    }

    @Test
    void aDamagedFooterKeepsItsOwnSegmentOnly() throws IOException {
        Uid first = push(blocks(0, 40));
        seal();
        Uid second = push(blocks(100, 40));
        seal();
        push(blocks(200, 40));
        seal();
        kit.vault().expire(first, "test", "chosen");
        kit.vault().expire(second, "test", "chosen");
        SegmentInfo damaged = segment(location(id(1)).segmentId());
        SegmentInfo whole = segment(location(id(101)).segmentId());
        byte[] bytes = kit.directory.bytes(damaged.file());
        bytes[bytes.length - 1] ^= 1;
        kit.directory.replace(damaged.file(), bytes);

        compact();

        assertThat(kit.directory.exists(damaged.file())).isTrue();
        assertThat(kit.directory.exists(whole.file())).isFalse();
    }

    @Test
    void anIdOfASegmentIsNeverUsedAgain() throws IOException {
        Uid only = push(blocks(0, 40));
        seal();
        kit.vault().expire(only, "test", "chosen");
        seal();
        long highest = highest();
        compact();
        kit.close();
        kit.open();

        push(Map.of(0L, id(1)));

        assertThat(location(id(1)).segmentId()).isGreaterThan(highest);
    }

    @Test
    void aGoodCopyOfADamagedObjectIsNotThrownAway() throws IOException {
        Uid dead = push(blocks(50, 20));
        kit.vault().expire(dead, "test", "chosen");
        push(Map.of(0L, id(1), 1L, id(2)));
        seal();
        RecordLocation first = location(id(1));
        mark(first, id(1));
        push(Map.of(0L, id(1)), id(1));
        seal();
        RecordLocation second = location(id(1));
        assertThat(second).isNotEqualTo(first);
        mark(second, id(1));

        compact();

        assertThat(
                        Objects.requireNonNull(kit.index().object(ObjectKind.CHUNK, VAULT, id(1)))
                                .damaged())
                .isFalse();
        assertReadable(id(1));
    }

    @Test
    void aDeletionThatACrashCutOffGetsItsResultInTheLedger() throws IOException {
        Uid first = push(blocks(0, 40));
        push(blocks(100, 40));
        kit.vault().expire(first, "test", "chosen");
        seal();
        push(Map.of(1L, id(101)));
        seal();
        kit.retention.failKind(LedgerKind.LEDGER_KIND_SEGMENT_DELETED);
        try {
            compact();
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("ledger");
        }
        assertThat(kit.retention.kinds()).doesNotContain(LedgerKind.LEDGER_KIND_SEGMENT_DELETED);
        kit.retention.failKind(LedgerKind.UNRECOGNIZED);
        kit.crash();
        kit.open();
        compact();

        List<LedgerKind> kinds = kit.retention.kinds();
        assertThat(count(kinds, LedgerKind.LEDGER_KIND_SEGMENT_DELETED))
                .isEqualTo(count(kinds, LedgerKind.LEDGER_KIND_SEGMENT_DELETE_INTENT));
    }

    @Test
    void readersAndPushesBesideItMissNothing() throws Exception {
        Map<Long, Id> kept = blocks(10_000, 40);
        push(kept);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger deleted = new AtomicInteger();
        List<Id> ids = List.copyOf(kept.values());
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> reader =
                    threads.submit(() -> {
                        while (!ended.get()) {
                            assertAllRead(ids);
                        }
                        return null;
                    });
            Future<?> compactor =
                    threads.submit(() -> {
                        while (!ended.get()) {
                            deleted.addAndGet(compact().segments());
                        }
                        return null;
                    });
            try {
                for (int i = 0; i < 60; i++) {
                    pushToAnotherChain(blocks(40 * (i % 5), 60));
                }
            } finally {
                ended.set(true);
            }
            reader.get();
            compactor.get();
        }
        deleted.addAndGet(compact().segments());

        assertAllRead(ids);
        assertThat(deleted).hasPositiveValue();
        assertThat(kit.vault().auditCounts(false, CheckMonitor.NONE).differences()).isEmpty();
    }

    /** A point that ends when the next one is there. */
    private void pushToAnotherChain(Map<Long, Id> blocks) throws IOException {
        PushStore push =
                kit.vault()
                        .openSession(
                                StoreKit.CLIENT,
                                StoreKit.session(
                                        new Uid(9, ++sessions),
                                        StoreKit.block("other", SIZE_BYTES)));
        List<Id> chunks = new ArrayList<>(blocks.values());
        BitSet present = push.have(chunks, false);
        List<Id> missing = new ArrayList<>();
        for (int i = 0; i < chunks.size(); i++) {
            if (!present.get(i)) {
                missing.add(chunks.get(i));
            }
        }
        StoreKit.putChunks(push, missing);
        StoreKit.putDelta(push, 0, blocks);
        assertThat(StoreKit.commit(push, StoreKit.size(SIZE_BYTES)).hasReceipt()).isTrue();
        List<PointDocument> points = kit.points();
        if (points.size() > 2) {
            kit.vault().expire(Uid.of(points.get(1).getPointId().toByteArray()), "test", "old");
        }
    }

    private void assertAllRead(List<Id> ids) throws IOException, InterruptedException {
        AtomicInteger records = new AtomicInteger();
        ReadEnd end =
                kit.vault()
                        .readChunks(
                                ids,
                                record -> {
                                    records.incrementAndGet();
                                    record.release();
                                });
        assertThat(end.getAbsent().isEmpty() && end.getDamaged().isEmpty()).isTrue();
        assertThat(records).hasValue(ids.size());
    }

    private static long count(List<LedgerKind> kinds, LedgerKind kind) {
        return kinds.stream().filter(kind::equals).count();
    }

    private CompactionResult compact() throws IOException {
        return kit.vault().compact(LIMITS, CheckMonitor.NONE);
    }

    /** All segments sealed, all sessions known to have ended. */
    private void seal() throws IOException {
        kit.close();
        kit.open();
    }

    private long bytes() throws IOException {
        long sum = 0;
        for (SegmentClass each : SegmentClass.values()) {
            for (String name : kit.directory.list(each.folder())) {
                sum += kit.directory.size(each.folder() + "/" + name);
            }
        }
        return sum;
    }

    private long highest() {
        return kit.records().segments().stream()
                .mapToLong(SegmentInfo::segmentId)
                .max()
                .orElseThrow();
    }

    private SegmentInfo segment(long id) {
        return kit.records().segments().stream()
                .filter(segment -> segment.segmentId() == id)
                .findFirst()
                .orElseThrow();
    }

    private void damage(RecordLocation at) throws IOException {
        String file = segment(at.segmentId()).file();
        byte[] bytes = kit.directory.bytes(file);
        bytes[(int) at.endBytes() - 9] ^= 1;
        kit.directory.replace(file, bytes);
    }

    private void mark(RecordLocation at, Id id) throws IOException {
        IndexBatch batch = kit.index().newBatch();
        batch.markDamaged(ObjectKind.CHUNK, VAULT, id, at);
        kit.index().write(batch);
    }

    private RecordLocation location(Id id) throws IOException {
        return Objects.requireNonNull(
                Objects.requireNonNull(kit.index().object(ObjectKind.CHUNK, VAULT, id)).location());
    }

    private void assertReadable(Id id) throws IOException {
        assertThat(kit.records().read(ObjectKind.CHUNK, VAULT, id))
                .isInstanceOf(ReadResult.Found.class);
    }

    private static Map<Long, Id> blocks(int from, int count) {
        Map<Long, Id> blocks = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            blocks.put((long) i, id(from + i + 1));
        }
        return blocks;
    }

    private PushStore session() throws IOException {
        return kit.vault()
                .openSession(
                        StoreKit.CLIENT,
                        StoreKit.session(new Uid(9, ++sessions), StoreKit.block("db", SIZE_BYTES)));
    }

    private Uid push(Map<Long, Id> blocks) throws IOException {
        return push(blocks, blocks.values().toArray(Id[]::new));
    }

    private Uid push(Map<Long, Id> blocks, Id... chunks) throws IOException {
        PushStore push = session();
        StoreKit.putChunks(push, new ArrayList<>(List.of(chunks)));
        StoreKit.putDelta(push, 0, blocks);
        assertThat(StoreKit.commit(push, StoreKit.size(SIZE_BYTES)).hasReceipt()).isTrue();
        PointDocument newest = kit.points().getLast();
        return Uid.of(newest.getPointId().toByteArray());
    }

    private static Id id(int number) {
        return new Id(number, number, number, number);
    }
}
