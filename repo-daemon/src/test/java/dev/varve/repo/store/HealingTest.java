package dev.varve.repo.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Check;
import dev.varve.protocol.message.CheckLevel;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.ImageBase;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.ObjectEntry;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From damage to whole points, through the next push alone. */
class HealingTest {
    private static final long SIZE_BYTES = 300L * StoreKit.BLOCK_BYTES;
    private static final Id A = new Id(1, 1, 1, 1);
    private static final Id B = new Id(2, 2, 2, 2);
    private static final Id C = new Id(3, 3, 3, 3);
    private static final Map<Long, Id> WHOLE = Map.of(0L, B, 7L, A, 299L, B);

    private final StoreKit kit = new StoreKit(1);
    private VaultStore vault;
    private int sessions;

    HealingTest() throws IOException {
        vault = kit.open();
    }

    @BeforeEach
    void threePointsOfOneVolume() throws IOException {
        backUp(Map.of(0L, A, 299L, B));
        backUp(Map.of(0L, B));
        backUp(Map.of(7L, A));
    }

    @AfterEach
    void close() throws IOException {
        kit.close();
    }

    private PushStore begin() throws IOException {
        return vault.openSession(
                StoreKit.CLIENT,
                StoreKit.session(new Uid(9, ++sessions), StoreKit.block("db", SIZE_BYTES)));
    }

    private void backUp(Map<Long, Id> changes) throws IOException {
        push(begin(), changes);
    }

    private void push(PushStore push, Map<Long, Id> changes) throws IOException {
        for (Id chunk : StoreKit.chunksOf(changes)) {
            if (push.have(List.of(chunk), false).isEmpty()) {
                StoreKit.putChunks(push, List.of(chunk));
            }
        }
        StoreKit.putDelta(push, 0, changes);
        StoreKit.commit(push, StoreKit.size(SIZE_BYTES));
    }

    private CheckResult check(CheckLevel level) throws IOException {
        return vault.check(Check.newBuilder().setLevel(level).build(), CheckMonitor.NONE);
    }

    private SegmentInfo segmentOf(ObjectKind kind, Id id) throws IOException {
        long segmentId = place(kind, id).segmentId();
        return kit.records().segments().stream()
                .filter(segment -> segment.segmentId() == segmentId)
                .findFirst()
                .orElseThrow();
    }

    private RecordLocation place(ObjectKind kind, Id id) throws IOException {
        ObjectEntry entry = Objects.requireNonNull(kit.index().object(kind, 3, id));
        return Objects.requireNonNull(entry.location());
    }

    private void flipABit(ObjectKind kind, Id id) throws IOException {
        String file = segmentOf(kind, id).file();
        int offset = (int) place(kind, id).offsetBytes() + 32 + 36 + 3;
        kit.close();
        byte[] bytes = kit.directory.bytes(file);
        bytes[offset] ^= 1;
        kit.directory.replace(file, bytes);
        vault = kit.open();
    }

    private void loseSegmentOf(Id chunk) throws IOException {
        String file = segmentOf(ObjectKind.CHUNK, chunk).file();
        kit.close();
        kit.directory.lose(file);
        vault = kit.open();
    }

    private List<String> states() throws IOException {
        return kit.points().stream().map(PointDocument::getState).toList();
    }

    @Test
    void theNextPushBuildsOnNothingDamagedAndMakesAllPointsWhole() throws IOException {
        flipABit(ObjectKind.CHUNK, A);
        check(CheckLevel.CHECK_LEVEL_DATA);
        assertThat(states()).containsExactly("damaged", "good", "damaged");
        assertThat(vault.integrity().healing()).containsExactly("db");

        PushStore push = begin();
        ImageBase base = push.opened().getBases(0);
        assertThat(base.getRoot().isEmpty()).isTrue();
        assertThat(base.getPointId().isEmpty()).isFalse();
        push(push, WHOLE);

        assertThat(vault.checkNew(CheckMonitor.NONE).getFindingsList()).isEmpty();
        assertThat(states()).containsExactly("good", "good", "good", "good");
        assertThat(vault.integrity().damaged()).isEmpty();
        assertThat(check(CheckLevel.CHECK_LEVEL_DATA).getFindingsCount()).isEqualTo(1);
        assertThat(states()).containsOnly("good");
    }

    @Test
    void aPushThatLeavesOutWhatIsMissingIsToldSo() throws IOException {
        flipABit(ObjectKind.CHUNK, A);
        check(CheckLevel.CHECK_LEVEL_DATA);
        PushStore push = begin();
        StoreKit.putDelta(push, 0, WHOLE);

        assertThat(StoreKit.commit(push, StoreKit.size(SIZE_BYTES)).getMissing())
                .satisfies(missing ->
                        assertThat(missing.getChunkIds().toByteArray()).isEqualTo(A.toBytes()));
    }

    @Test
    void aSessionThatBeganBeforeTheDamageWasFoundIsNotCommitted() throws IOException {
        flipABit(ObjectKind.CHUNK, A);
        PushStore push = begin();
        check(CheckLevel.CHECK_LEVEL_DATA);

        assertThatThrownBy(() -> push(push, Map.of(8L, B)))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BASE_CHANGED));
    }

    @Test
    void whatALostSegmentHeldIsSentAgain() throws IOException {
        loseSegmentOf(A);
        assertThat(check(CheckLevel.CHECK_LEVEL_METADATA).getFindingsList()).isNotEmpty();
        assertThat(begin().have(List.of(A), false).isEmpty()).isTrue();

        backUp(WHOLE);

        vault.checkNew(CheckMonitor.NONE);
        assertThat(states()).containsOnly("good");
    }

    @Test
    void aDamagedNodeIsMadeAgainWhenTheImageIsTheSame() throws IOException {
        Id root = PointImages.root(kit.points().get(2).getImages(0));
        flipABit(ObjectKind.NODE, root);
        check(CheckLevel.CHECK_LEVEL_METADATA);
        assertThat(states()).containsExactly("good", "good", "damaged");

        backUp(WHOLE);

        vault.checkNew(CheckMonitor.NONE);
        assertThat(states()).containsOnly("good");
        assertThat(vault.auditCounts(false, CheckMonitor.NONE).differences()).isEmpty();
    }

    @Test
    void aDamagedNodeThatNeverComesBackGoesWithItsPointAndTheSpaceComesBack() throws IOException {
        PointDocument last = kit.points().get(2);
        flipABit(ObjectKind.NODE, PointImages.root(last.getImages(0)));
        check(CheckLevel.CHECK_LEVEL_METADATA);
        backUp(Map.of(0L, C));
        vault.checkNew(CheckMonitor.NONE);
        assertThat(states()).containsExactly("good", "good", "damaged", "good");
        assertThat(vault.integrity().uncounted()).isPositive();

        vault.expire(Uid.of(last.getPointId().toByteArray()), "test", "damaged");
        assertThat(vault.auditCounts(true, CheckMonitor.NONE).repaired()).isTrue();

        assertThat(vault.integrity().uncounted()).isZero();
        assertThat(vault.auditCounts(false, CheckMonitor.NONE).differences()).isEmpty();
        assertThat(vault.compact(CompactionLimits.DEFAULT, CheckMonitor.NONE).waiting()).isEmpty();
        assertThat(check(CheckLevel.CHECK_LEVEL_METADATA).getFindingsList()).isEmpty();
    }

    @Test
    void aNewPointIsLookedAtOnceAndForWhatItChanged() throws IOException {
        vault.checkNew(CheckMonitor.NONE);
        assertThat(vault.integrity().unverified()).isZero();
        backUp(Map.of(9L, C));
        assertThat(vault.integrity().unverified()).isEqualTo(1);

        CheckResult result = vault.checkNew(CheckMonitor.NONE);

        assertThat(result.getPoints()).isEqualTo(1);
        assertThat(result.getChunkReferences()).isEqualTo(1);
        assertThat(vault.integrity().unverified()).isZero();
        assertThat(vault.checkNew(CheckMonitor.NONE).getPoints()).isZero();
    }

    @Test
    void aScrubGoesOnWhereTheOneBeforeEndedAndTheOldestByteGetsYounger() throws IOException {
        kit.close();
        vault = kit.open();
        long sealed = vault.integrity().segments();
        assertThat(sealed).isGreaterThan(1);
        long begun = vault.integrity().oldestUnverifiedMillis();
        kit.retention.pass(Duration.ofHours(1));

        for (long left = sealed; left > 0; left--) {
            assertThat(vault.integrity().neverRead()).isEqualTo(left);
            assertThat(vault.scrub(1, CheckMonitor.NONE).segments()).isEqualTo(1);
        }

        assertThat(vault.integrity().oldestUnverifiedMillis())
                .isEqualTo(begun + Duration.ofHours(1).toMillis());
    }

    @Test
    void aScrubFindsAFlippedBitAndTakesTheChunkOutOfUse() throws IOException {
        flipABit(ObjectKind.CHUNK, A);

        ScrubResult result = vault.scrub(Long.MAX_VALUE, CheckMonitor.NONE);

        assertThat(result.findings()).hasSize(1);
        assertThat(result.findings().getFirst().ids()).containsExactly(A);
        assertThat(vault.integrity().neverRead()).isEqualTo(1);
        assertThat(begin().have(List.of(A), false).isEmpty()).isTrue();
    }
}
