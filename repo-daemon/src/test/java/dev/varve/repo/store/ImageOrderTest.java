package dev.varve.repo.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.message.CheckProgress;
import dev.varve.protocol.message.LockMode;
import dev.varve.protocol.message.ReadEnd;
import dev.varve.protocol.message.RetentionPolicy;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.rate.ByteRate;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.RecordLocation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The newest image comes to lie in its order, and nothing is lost on the way. */
class ImageOrderTest {
    private static final int BLOCKS = 64;
    private static final long SIZE_BYTES = (long) BLOCKS * StoreKit.BLOCK_BYTES;
    private static final CompactionLimits ANY_DISORDER =
            new CompactionLimits(0.10, 1 << 30, new ByteRate(1 << 30), 1);

    private final StoreKit kit = new StoreKit(13);
    private final List<Id> all = new ArrayList<>();
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
    void aFragmentedImageLiesInOneRunAfterwardsAndEveryPointReadsEqual() throws Exception {
        pushBackwards();
        long before = runs();

        CompactionResult result = kit.vault().compact(ANY_DISORDER, CheckMonitor.NONE);

        assertThat(before).isGreaterThan(30);
        assertThat(result.orderedBytes()).isPositive();
        assertThat(kit.vault().knownOrder().getFirst().runs()).isEqualTo(1);
        assertThat(runs()).isEqualTo(1);
        assertEveryPointReads();
    }

    @Test
    void aPassRemembersHowImagesLieThatItLeavesAsTheyAre() throws Exception {
        pushBackwards();
        assertThat(kit.vault().knownOrder()).isEmpty();
        CompactionLimits noOrder =
                new CompactionLimits(0.10, 1 << 30, new ByteRate(1 << 30), 1L << 40);

        kit.vault().compact(noOrder, CheckMonitor.NONE);

        List<ChainOrder> found = kit.vault().knownOrder();
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().runs()).isEqualTo(runs()).isGreaterThan(30);
        assertThat(found).isEqualTo(kit.vault().knownOrder());
    }

    @Test
    void whatLiesInOrderIsNotCopiedAgain() throws Exception {
        pushBackwards();
        kit.vault().compact(ANY_DISORDER, CheckMonitor.NONE);
        seal();

        CompactionResult second = kit.vault().compact(ANY_DISORDER, CheckMonitor.NONE);

        assertThat(second.orderedBytes()).isZero();
    }

    @Test
    void theSegmentsThatOrderEmptiedGoInTheSamePass() throws Exception {
        pushBackwards();
        long before = kit.vault().statistics().getSegments();

        CompactionResult result = kit.vault().compact(ANY_DISORDER, CheckMonitor.NONE);

        assertThat(result.segments()).isPositive();
        assertThat(kit.vault().statistics().getSegments()).isLessThan(before);
    }

    @Test
    void recordsOfLockedSegmentsStayWhereTheyAre() throws Exception {
        kit.vaultDocument =
                StoreKit.VAULT.toBuilder()
                        .setPolicy(
                                RetentionPolicy.newBuilder()
                                        .setLockMode(LockMode.LOCK_MODE_COMPLIANCE)
                                        .setLockSeconds(Duration.ofDays(7).toSeconds()))
                        .build();
        pushBackwards();
        List<RecordLocation> places = places();

        CompactionResult locked = kit.vault().compact(ANY_DISORDER, CheckMonitor.NONE);

        assertThat(locked.orderedBytes()).isZero();
        assertThat(places()).isEqualTo(places);
        kit.retention.pass(Duration.ofDays(8));
        assertThat(kit.vault().compact(ANY_DISORDER, CheckMonitor.NONE).orderedBytes())
                .isPositive();
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void aLockAfterwardsLocksTheCopies() throws Exception {
        pushBackwards();
        kit.vault().compact(ANY_DISORDER, CheckMonitor.NONE);
        Uid newest = Uid.of(kit.points().getLast().getPointId().toByteArray());

        kit.vault()
                .addLabel(
                        newest,
                        dev.varve.repo.retention.label.Labels.of(
                                LockMode.LOCK_MODE_COMPLIANCE,
                                kit.retention.nowMillis() + Duration.ofDays(1).toMillis()),
                        "test");

        for (RecordLocation at : places()) {
            assertThat(SegmentLabels.of(kit.index(), 3, at.segmentId()).getMode())
                    .isEqualTo(LockMode.LOCK_MODE_COMPLIANCE);
        }
    }

    @Test
    void cancelledHalfWayNothingIsLost() throws Exception {
        pushBackwards();
        AtomicInteger asked = new AtomicInteger();
        CheckMonitor half =
                new CheckMonitor() {
                    @Override
                    public void progress(CheckProgress progress) {}

                    @Override
                    public boolean cancelled() {
                        return asked.incrementAndGet() > 30;
                    }
                };

        kit.vault().compact(ANY_DISORDER, half);

        assertEveryPointReads();
        assertThat(kit.vault().auditCounts(false, CheckMonitor.NONE).differences()).isEmpty();
        kit.crash();
        kit.open();
        assertEveryPointReads();
    }

    @Test
    void afterTheIndexWasRebuiltThePointsReadEqual() throws Exception {
        pushBackwards();
        kit.vault().compact(ANY_DISORDER, CheckMonitor.NONE);
        kit.close();
        kit.index.wipe();

        kit.open();

        assertEveryPointReads();
    }

    /** A point for each block, from the last to the first. */
    private void pushBackwards() throws IOException {
        for (int block = BLOCKS - 1; block >= 0; block--) {
            Id id = new Id(block + 1, block + 1, block + 1, block + 1);
            PushStore push =
                    kit.vault()
                            .openSession(
                                    StoreKit.CLIENT,
                                    StoreKit.session(
                                            new Uid(9, ++sessions),
                                            StoreKit.block("db", SIZE_BYTES)));
            StoreKit.putChunks(push, List.of(id));
            StoreKit.putDelta(push, 0, Map.of((long) block, id));
            assertThat(StoreKit.commit(push, StoreKit.size(SIZE_BYTES)).hasReceipt()).isTrue();
            all.add(id);
        }
        seal();
    }

    private void seal() throws IOException {
        kit.close();
        kit.open();
    }

    private long runs() throws IOException {
        return kit.vault().order().getFirst().runs();
    }

    private List<RecordLocation> places() throws IOException {
        List<RecordLocation> places = new ArrayList<>();
        for (Id id : all) {
            places.add(
                    Objects.requireNonNull(
                            Objects.requireNonNull(kit.index().object(ObjectKind.CHUNK, 3, id))
                                    .location()));
        }
        return places;
    }

    private void assertEveryPointReads() throws IOException, InterruptedException {
        assertThat(kit.points()).hasSize(BLOCKS);
        AtomicInteger records = new AtomicInteger();
        ReadEnd end =
                kit.vault()
                        .readChunks(
                                all,
                                record -> {
                                    records.incrementAndGet();
                                    record.release();
                                });
        assertThat(end.getAbsent().isEmpty() && end.getDamaged().isEmpty()).isTrue();
        assertThat(records).hasValue(BLOCKS);
    }
}
