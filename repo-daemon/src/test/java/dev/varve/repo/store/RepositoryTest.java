package dev.varve.repo.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.CommitAnswer;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.ReadEnd;
import dev.varve.protocol.message.Receipt;
import dev.varve.protocol.message.ReceiptBody;
import dev.varve.protocol.message.SessionOpened;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordHeader;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.ObjectEntry;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.store.segment.RecordRun;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepositoryTest {
    private static final long SIZE_BYTES = 300L * StoreKit.BLOCK_BYTES;
    private static final Id A = new Id(1, 1, 1, 1);
    private static final Id B = new Id(2, 2, 2, 2);
    private static final Id C = new Id(3, 3, 3, 3);

    private final StoreKit kit = new StoreKit(1);
    private VaultStore vault;
    private int sessions;

    @BeforeEach
    void open() throws IOException {
        vault = kit.open();
    }

    @AfterEach
    void close() throws IOException {
        kit.close();
    }

    private PushStore newSession() throws IOException {
        sessions++;
        return vault.openSession(
                StoreKit.CLIENT,
                StoreKit.session(new Uid(9, sessions), StoreKit.block("db", SIZE_BYTES)));
    }

    private Receipt backUp(Map<Long, Id> changes) throws IOException {
        PushStore push = newSession();
        StoreKit.putChunks(push, StoreKit.chunksOf(changes));
        StoreKit.putDelta(push, 0, changes);
        return StoreKit.commit(push, StoreKit.size(SIZE_BYTES)).getReceipt();
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private long references(Id chunk) throws IOException {
        ObjectEntry entry = kit.index().object(ObjectKind.CHUNK, 3, chunk);
        return entry == null ? -1 : entry.references();
    }

    @Test
    void anIncrementMakesAWholeImageAndCountsEachRunOnce() throws IOException {
        backUp(Map.of(0L, A, 299L, B));
        backUp(Map.of(0L, B));
        backUp(Map.of(0L, A, 1L, A));

        assertThat(references(A)).isEqualTo(3);
        assertThat(references(B)).isEqualTo(2);
        assertThat(kit.points()).hasSize(3);
        PointDocument last = kit.points().getLast();
        assertThat(last.getImages(0).getBasePointId()).isEqualTo(kit.points().get(1).getPointId());
        assertThat(last.getState()).isEqualTo("good");
    }

    @Test
    void aReceiptIsSignedAndNamesTheRoot() throws Exception {
        Receipt receipt = backUp(Map.of(5L, A));

        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(kit.receiptKey.getPublic());
        signature.update(receipt.getBody().toByteArray());
        assertThat(signature.verify(receipt.getSignature().toByteArray())).isTrue();
        ReceiptBody body = ReceiptBody.parseFrom(receipt.getBody());
        assertThat(body.getVault()).isEqualTo("team");
        assertThat(body.getImages(0).getRoot())
                .isEqualTo(kit.points().getFirst().getImages(0).getRoot());
        assertThat(body.getStoredBytes()).isPositive();
    }

    @Test
    void aRepeatedCommitGivesTheSameReceiptAlsoAfterARestart() throws IOException {
        PushStore push = newSession();
        StoreKit.putChunks(push, List.of(A));
        StoreKit.putDelta(push, 0, Map.of(7L, A));
        Receipt first = StoreKit.commit(push, StoreKit.size(SIZE_BYTES)).getReceipt();

        assertThat(StoreKit.commit(push, StoreKit.size(SIZE_BYTES)).getReceipt()).isEqualTo(first);
        kit.crash();
        vault = kit.open();
        PushStore again =
                vault.openSession(
                        StoreKit.CLIENT,
                        StoreKit.session(push.sessionId(), StoreKit.block("db", SIZE_BYTES)));
        assertThat(again.opened().getReceipt()).isEqualTo(first);
        assertThat(StoreKit.commit(again, StoreKit.size(SIZE_BYTES)).getReceipt()).isEqualTo(first);
        assertThat(kit.points()).hasSize(1);
    }

    @Test
    void aRunSentAgainIsStoredOnlyWhenSomethingOfItIsNew() throws Exception {
        PushStore push = newSession();
        StoreKit.putChunks(push, List.of(A, B));
        long storedBytes = recordBytes();

        push.appendUnlessPresent(RecordType.CHUNKS, StoreKit.chunks(List.of(B, A))).get();
        assertThat(recordBytes()).isEqualTo(storedBytes);

        push.appendUnlessPresent(RecordType.CHUNKS, StoreKit.chunks(List.of(A, C))).get();
        assertThat(recordBytes()).isGreaterThan(storedBytes);
        assertThat(push.have(List.of(A, B, C), false).cardinality()).isEqualTo(3);
    }

    private long recordBytes() {
        return kit.records().segments().stream().mapToLong(SegmentInfo::recordBytes).sum();
    }

    @Test
    void missingChunksAreNamedAndTheCommitCanBeAskedAgain() throws IOException {
        PushStore push = newSession();
        StoreKit.putChunks(push, List.of(A));
        StoreKit.putDelta(push, 0, Map.of(7L, A, 8L, B));

        CommitAnswer answer = StoreKit.commit(push, StoreKit.size(SIZE_BYTES));

        assertThat(answer.getMissing().getChunkIds().toByteArray()).isEqualTo(B.toBytes());
        assertThat(kit.points()).isEmpty();
        StoreKit.putChunks(push, List.of(B));
        assertThat(StoreKit.commit(push, StoreKit.size(SIZE_BYTES)).hasReceipt()).isTrue();
    }

    @Test
    void ofTwoSessionsOfOneChainTheSecondIsRefused() throws IOException {
        PushStore first = newSession();
        PushStore second = newSession();
        StoreKit.putChunks(first, List.of(A));
        StoreKit.putDelta(first, 0, Map.of(7L, A));
        StoreKit.putDelta(second, 0, Map.of(7L, A));
        StoreKit.commit(first, StoreKit.size(SIZE_BYTES));

        assertCode(
                ErrorCode.BASE_CHANGED, () -> StoreKit.commit(second, StoreKit.size(SIZE_BYTES)));
    }

    @Test
    void aSessionSurvivesACrashWithItsTokenAndItsDurablePages() throws IOException {
        PushStore push = newSession();
        SessionOpened opened = push.opened();
        StoreKit.putChunks(push, List.of(A));
        StoreKit.putDelta(push, 0, Map.of(70L, A, 200L, A));
        StoreKit.putDelta(push, 0, Map.of(71L, A));
        kit.crash();
        vault = kit.open();

        PushStore resumed =
                vault.openSession(
                        StoreKit.CLIENT,
                        StoreKit.session(push.sessionId()).toBuilder()
                                .setResumeToken(opened.getResumeToken())
                                .build());

        assertThat(resumed.opened().getResumed()).isTrue();
        assertThat(resumed.opened().getBases(0).getDurablePagesList()).containsExactly(1L, 3L);
        assertThat(resumed.have(List.of(A, B), false).toString()).isEqualTo("{0}");
        assertThat(StoreKit.commit(resumed, StoreKit.size(SIZE_BYTES)).hasReceipt()).isTrue();
        assertThat(references(A)).isEqualTo(3);
        assertThat(vault.sessions()).isEmpty();
    }

    @Test
    void aWrongTokenAnotherClientAndAClosedSessionAreUnknown() throws IOException {
        PushStore push = newSession();
        var request = StoreKit.session(push.sessionId(), StoreKit.block("db", SIZE_BYTES));

        assertCode(
                ErrorCode.SESSION_UNKNOWN,
                () ->
                        vault.openSession(
                                StoreKit.CLIENT,
                                request.toBuilder()
                                        .setResumeToken(
                                                com.google.protobuf.ByteString.copyFromUtf8("no"))
                                        .build()));
        assertCode(ErrorCode.SESSION_UNKNOWN, () -> vault.openSession("other", request));
        assertThat(vault.openSession(StoreKit.CLIENT, request).sessionId())
                .isEqualTo(push.sessionId());
        push.close();
        push.close();
        assertCode(ErrorCode.SESSION_UNKNOWN, () -> vault.openSession(StoreKit.CLIENT, request));
        assertCode(ErrorCode.SESSION_UNKNOWN, () -> StoreKit.putChunks(push, List.of(A)));
    }

    @Test
    void aTakeoverFindsTheOpenSessionOfTheSameSources() throws IOException {
        PushStore push = newSession();

        PushStore taken =
                vault.openSession(
                        StoreKit.CLIENT,
                        StoreKit.session(new Uid(77, 77), StoreKit.block("db", SIZE_BYTES))
                                .toBuilder()
                                .setTakeover(true)
                                .build());

        assertThat(taken.sessionId()).isEqualTo(push.sessionId());
    }

    @Test
    void silentSessionsAreGivenUp() throws IOException {
        PushStore push = newSession();
        assertThat(vault.expireSessions(kit.clock.millis())).isZero();

        assertThat(vault.expireSessions(kit.clock.millis() + 1)).isEqualTo(1);

        assertThat(vault.sessions()).isEmpty();
        assertCode(
                ErrorCode.SESSION_UNKNOWN, () -> StoreKit.commit(push, StoreKit.size(SIZE_BYTES)));
    }

    @Test
    void oneClientOpensOnlySoManySessions() throws IOException {
        for (int i = 0; i < StoreLimits.DEFAULT.sessionsPerClient(); i++) {
            newSession();
        }

        assertCode(ErrorCode.LIMIT_REACHED, this::newSession);
    }

    @Test
    void runsThatBreakTheRulesAreRefusedWhole() throws IOException {
        PushStore push = newSession();
        RecordRun wrongName =
                RecordRun.single(
                        RecordType.NODE,
                        A,
                        48,
                        dev.varve.protocol.node.BlockRoot.of(4096, 1, Id.ZERO).encode());
        RecordRun foreignDelta =
                RecordRun.single(RecordType.DELTA, new Id(8, 8, 0, 0), 0, ByteBuffer.allocate(8));

        assertCode(ErrorCode.BAD_MESSAGE, () -> StoreKit.put(push, RecordType.NODE, wrongName));
        assertCode(ErrorCode.BAD_MESSAGE, () -> StoreKit.put(push, RecordType.DELTA, foreignDelta));
        assertCode(ErrorCode.BAD_MESSAGE, () -> StoreKit.putDelta(push, 0, Map.of(64L * 5, A)));
        assertCode(ErrorCode.BAD_MESSAGE, () -> StoreKit.put(push, RecordType.CHUNKS, wrongName));
        assertThat(push.opened().getBases(0).getDurablePagesList()).isEmpty();
    }

    @Test
    void recordsAreReadBackOnceAndWhatIsNotThereIsSaid() throws Exception {
        PushStore push = newSession();
        StoreKit.putChunks(push, List.of(A, B));
        List<Id> read = new ArrayList<>();

        ReadEnd end =
                vault.readChunks(
                        List.of(B, C, A),
                        record -> {
                            read.add(RecordHeader.entryId(record.nioBuffer(), 0, 0));
                            record.release();
                        });

        assertThat(read).containsExactly(B, A);
        assertThat(end.getAbsent().toByteArray()).isEqualTo(C.toBytes());
    }

    @Test
    void pointIdsAscendThoughTheClockStepsBack() throws IOException {
        backUp(Map.of(0L, A));
        kit.close();
        kit.clock = Clock.offset(kit.clock, Duration.ofDays(-1));
        vault = kit.open();
        backUp(Map.of(0L, B));

        List<PointDocument> latest =
                vault.listPoints(ListPoints.newBuilder().setChain("db").setLatest(true).build())
                        .getPointsList();

        assertThat(latest).hasSize(1);
        assertThat(latest.getFirst().getImages(0).getBasePointId().isEmpty()).isFalse();
    }

    @Test
    void aPointThatIsNotThereIsUnknown() {
        assertCode(
                ErrorCode.POINT_UNKNOWN,
                () ->
                        vault.listPoints(
                                ListPoints.newBuilder()
                                        .setPointId(
                                                com.google.protobuf.ByteString.copyFrom(
                                                        new Uid(1, 1).toBytes()))
                                        .build()));
    }
}
