package dev.varve.repo.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Hold;
import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.LockMode;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.RetentionPolicy;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.retention.label.Labels;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How points end, and what keeps them from it. */
class ExpiryTest {
    private static final long SIZE_BYTES = 64L * StoreKit.BLOCK_BYTES;
    private final StoreKit kit = new StoreKit(7);
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
    void whatOnlyTheEndedPointUsedIsNoLongerReferenced() throws IOException {
        Uid first = push(Map.of(0L, id(1), 1L, id(2)));
        push(Map.of(0L, id(3)));

        kit.vault().expire(first, "test", "chosen");

        assertThat(references(1)).isZero();
        assertThat(references(2)).isEqualTo(1);
        assertThat(references(3)).isEqualTo(1);
        assertThat(kit.points()).hasSize(1);
    }

    @Test
    void runsOnBothSidesOfAnEndedPointBecomeOne() throws IOException {
        push(Map.of(0L, id(1)));
        Uid middle = push(Map.of(0L, id(2)));
        push(Map.of(0L, id(1)));
        assertThat(references(1)).isEqualTo(2);

        kit.vault().expire(middle, "test", "chosen");

        assertThat(references(1)).isEqualTo(1);
        assertThat(references(2)).isZero();
    }

    @Test
    void afterTheNewestPointEndedTheChainGoesOnFromTheOneBefore() throws IOException {
        push(Map.of(0L, id(1)));
        Uid newest = push(Map.of(0L, id(2)));

        kit.vault().expire(newest, "test", "chosen");
        push(Map.of(1L, id(3)));

        assertThat(kit.points().getLast().getImages(0).getBasePointId())
                .isEqualTo(kit.points().getFirst().getPointId());
        assertThat(references(1)).isEqualTo(1);
    }

    @Test
    void theLedgerHasTheIntentBeforeAndTheResultAfter() throws IOException {
        Uid point = push(Map.of(0L, id(1)));

        kit.vault().expire(point, "operator anna", "asked");

        assertThat(kit.retention.kinds())
                .containsExactly(
                        LedgerKind.LEDGER_KIND_POINT,
                        LedgerKind.LEDGER_KIND_EXPIRY_INTENT,
                        LedgerKind.LEDGER_KIND_EXPIRY_DONE);
        assertThat(kit.retention.entries().get(1).getActor()).isEqualTo("operator anna");
    }

    @Test
    void withoutTheLedgerNothingEnds() throws IOException {
        Uid point = push(Map.of(0L, id(1)));
        kit.retention.fail(true);

        assertThatThrownBy(() -> kit.vault().expire(point, "test", "chosen"))
                .isInstanceOf(IOException.class);

        assertThat(kit.points()).hasSize(1);
        assertThat(references(1)).isEqualTo(1);
    }

    @Test
    void aPointLockedByThePolicyEndsWhenItsTimeIsOverByTheRetentionClock() throws IOException {
        lock(LockMode.LOCK_MODE_COMPLIANCE, Duration.ofDays(30));
        Uid point = push(Map.of(0L, id(1)));
        kit.retention.pass(Duration.ofDays(29));

        assertRefused(() -> kit.vault().expire(point, "operator anna", "asked"));

        assertThat(kit.retention.entries().getLast().getWhat())
                .contains(point.toString(), "refused", "compliance");
        kit.retention.pass(Duration.ofDays(2));
        kit.vault().expire(point, "operator anna", "asked");
        assertThat(kit.points()).isEmpty();
    }

    @Test
    void whileAnythingIsLockedWhatNeedsAnUnlockedVaultIsRefusedAndInTheLedger() throws IOException {
        push(Map.of(0L, id(1)));
        kit.vault().requireNothingLocked("client one", "remove a key slot");
        lock(LockMode.LOCK_MODE_GOVERNANCE, Duration.ofDays(1));
        push(Map.of(0L, id(2)));

        assertRefused(() -> kit.vault().requireNothingLocked("client one", "remove a key slot"));

        assertThat(kit.retention.entries().getLast().getWhat()).contains("remove a key slot");
        kit.retention.pass(Duration.ofDays(2));
        kit.vault().requireNothingLocked("client one", "remove a key slot");
    }

    @Test
    void aClockThatIsNotBelievedLetsNothingEnd() throws IOException {
        Uid point = push(Map.of(0L, id(1)));
        kit.retention.believe(false);

        assertRefused(() -> kit.vault().expire(point, "test", "chosen"));
    }

    @Test
    void aHoldKeepsAPointUntilItIsTakenAway() throws IOException {
        Uid point = push(Map.of(0L, id(1)));
        Hold hold = Hold.newBuilder().setHoldId(ByteString.copyFrom(new byte[16])).build();
        kit.vault().addLabel(point, Label.newBuilder().addHolds(hold).build(), "legal eva");

        assertRefused(() -> kit.vault().expire(point, "test", "chosen"));

        Hold removed = hold.toBuilder().setRemovedBy("legal eva").build();
        kit.vault().addLabel(point, Label.newBuilder().addHolds(removed).build(), "legal eva");
        kit.vault().expire(point, "test", "chosen");
    }

    @Test
    void aLabelSurvivesACrashAndARebuiltIndex() throws IOException {
        Uid point = push(Map.of(0L, id(1)));
        Label lock =
                Labels.of(
                        LockMode.LOCK_MODE_GOVERNANCE,
                        kit.retention.nowMillis() + Duration.ofDays(1).toMillis());
        kit.vault().addLabel(point, lock, "operator anna");
        kit.crash();
        kit.open();
        assertThat(kit.vault().label(point)).isEqualTo(lock);
        kit.close();
        kit.index.wipe();
        kit.open();

        assertThat(kit.vault().label(point)).isEqualTo(lock);
        assertRefused(() -> kit.vault().expire(point, "test", "chosen"));
        assertThat(labelOfFirstSegment()).isEqualTo(lock);
    }

    @Test
    void segmentsAreLockedAsLongAsTheLongestLockedPointThatNeedsThem() throws IOException {
        push(Map.of(0L, id(1)));
        lock(LockMode.LOCK_MODE_COMPLIANCE, Duration.ofDays(30));
        push(Map.of(1L, id(2)));

        assertThat(labelOfFirstSegment())
                .isEqualTo(
                        Labels.of(
                                LockMode.LOCK_MODE_COMPLIANCE,
                                kit.retention.nowMillis() + Duration.ofDays(30).toMillis()));
    }

    @Test
    void governanceEndsEarlyWhereTwoOfficersReleasedItAndComplianceDoesNot() throws IOException {
        long until = kit.retention.nowMillis() + Duration.ofDays(1).toMillis();
        Label released = Label.newBuilder().setReleasedUntilMillis(until).build();
        Uid governed = push(Map.of(0L, id(1)));
        Uid bound = push(Map.of(0L, id(2)));
        kit.vault().addLabel(governed, Labels.of(LockMode.LOCK_MODE_GOVERNANCE, until), "test");
        kit.vault().addLabel(bound, Labels.of(LockMode.LOCK_MODE_COMPLIANCE, until), "test");
        kit.vault().addLabel(governed, released, "officers");
        kit.vault().addLabel(bound, released, "officers");

        assertRefused(() -> kit.vault().expire(bound, "test", "chosen"));
        kit.vault().expire(governed, "test", "chosen");
    }

    @Test
    void anAuditOfTheCountsFindsNothingAfterExpiry() throws IOException {
        push(Map.of(0L, id(1), 1L, id(2)));
        Uid middle = push(Map.of(0L, id(3)));
        push(Map.of(0L, id(1)));
        kit.vault().expire(middle, "test", "chosen");

        CountAuditResult result = kit.vault().auditCounts(false, CheckMonitor.NONE);

        assertThat(result.differences()).isEmpty();
        assertThat(result.points()).isEqualTo(2);
    }

    @Test
    void anAuditNamesACountThatIsWrongAndSetsItRight() throws IOException {
        push(Map.of(0L, id(1)));
        IndexBatch wrong = kit.index().newBatch();
        wrong.addReferences(ObjectKind.CHUNK, 3, id(1), 2);
        kit.index().write(wrong);

        CountAuditResult found = kit.vault().auditCounts(true, CheckMonitor.NONE);

        assertThat(found.differences())
                .containsExactly(
                        new CountDifference(
                                ObjectKind.CHUNK,
                                HexFormat.of().formatHex(Arrays.copyOf(id(1).toBytes(), 20)),
                                2));
        assertThat(references(1)).isEqualTo(1);
        assertThat(kit.vault().auditCounts(false, CheckMonitor.NONE).differences()).isEmpty();
    }

    @Test
    void whatAnAuditSetRightIsNotCountedOnceMoreWhenTheDamageOfAnEndedPointHeals()
            throws IOException {
        Uid first = push(Map.of(0L, id(1)));
        Id root = PointImages.root(kit.points().getFirst().getImages(0));
        push(Map.of(0L, id(3), 5L, id(1)));
        kit.close();
        flipByteOf(root);
        kit.open();
        kit.vault().expire(first, "test", "chosen");
        assertThat(references(1)).isEqualTo(2);

        kit.vault().auditCounts(true, CheckMonitor.NONE);
        assertThat(references(1)).isEqualTo(1);
        kit.close();
        flipByteOf(root);
        kit.open();

        assertThat(references(1)).isEqualTo(1);
        assertThat(kit.vault().auditCounts(false, CheckMonitor.NONE).differences()).isEmpty();
    }

    private void flipByteOf(Id node) throws IOException {
        RecordLocation at =
                Objects.requireNonNull(
                        Objects.requireNonNull(kit.index().object(ObjectKind.NODE, 3, node))
                                .location());
        String file =
                kit.records().segments().stream()
                        .filter(segment -> segment.segmentId() == at.segmentId())
                        .findFirst()
                        .orElseThrow()
                        .file();
        byte[] bytes = kit.directory.bytes(file);
        bytes[(int) at.offsetBytes() + 8] ^= 1;
        kit.directory.replace(file, bytes);
    }

    private Label labelOfFirstSegment() throws IOException {
        long segment =
                Objects.requireNonNull(
                                Objects.requireNonNull(
                                                kit.index().object(ObjectKind.CHUNK, 3, id(1)))
                                        .location())
                        .segmentId();
        return SegmentLabels.of(kit.index(), 3, segment);
    }

    private void lock(LockMode mode, Duration time) {
        kit.vaultDocument =
                StoreKit.VAULT.toBuilder()
                        .setPolicy(
                                RetentionPolicy.newBuilder()
                                        .setLockMode(mode)
                                        .setLockSeconds(time.toSeconds()))
                        .build();
    }

    private Uid push(Map<Long, Id> blocks) throws IOException {
        PushStore push =
                kit.vault()
                        .openSession(
                                StoreKit.CLIENT,
                                StoreKit.session(
                                        new Uid(9, ++sessions), StoreKit.block("db", SIZE_BYTES)));
        StoreKit.putChunks(push, List.copyOf(blocks.values()));
        StoreKit.putDelta(push, 0, blocks);
        assertThat(StoreKit.commit(push, StoreKit.size(SIZE_BYTES)).hasReceipt()).isTrue();
        PointDocument newest = kit.points().getLast();
        return Uid.of(newest.getPointId().toByteArray());
    }

    private long references(int number) throws IOException {
        return Objects.requireNonNull(kit.index().object(ObjectKind.CHUNK, 3, id(number)))
                .references();
    }

    private static Id id(int number) {
        return new Id(number, number, number, number);
    }

    private static void assertRefused(ThrowingCallable act) {
        assertThatThrownBy(act)
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.RETENTION_LOCKED));
    }
}
