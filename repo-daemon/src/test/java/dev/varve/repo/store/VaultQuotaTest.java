package dev.varve.repo.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.CommitImage;
import dev.varve.protocol.message.ImageSource;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a vault takes with a quota, and what it counts. */
class VaultQuotaTest {
    /** A record of one chunk in {@link StoreKit#chunks}: header, table, payload. */
    private static final int CHUNK_BYTES = 104;

    private static final int CHUNKS_PER_RUN = 50;
    private static final long FREE = 1 << 20;
    private static final CompactionLimits LIMITS = new CompactionLimits(0.10, 1 << 30);

    private final StoreKit kit = new StoreKit(20);
    private int sessions;
    private int chunks;
    private final SetClock clock = new SetClock();

    @BeforeEach
    void open() throws IOException {
        kit.clock = clock;
        kit.open();
    }

    @AfterEach
    void theCountIsThatOfTheSegments() throws IOException {
        assertThat(stored()).isEqualTo(sumOfSegments());
        kit.close();
    }

    @Test
    void aSessionThatCouldNeedMoreThanIsLeftIsRefusedWithAllThatIsToBeKnown() {
        quota(FREE);

        assertThatThrownBy(() -> begin(StoreKit.block("db", 2 * FREE)))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
                            assertThat(e).hasMessageContaining("vault team has a quota of " + FREE);
                            assertThat(e).hasMessageContaining("holds " + stored());
                            assertThat(e.advice()).contains("varve vault quota team --bytes");
                        });
    }

    @Test
    void whatOneSessionReservedIsNotAnothersAndComesFreeWithItsEnd() throws IOException {
        quota(stored() + FREE);
        PushStore first = begin(StoreKit.block("db", FREE * 3 / 4));
        assertThat(kit.vault().usage().reservedBytes()).isGreaterThanOrEqualTo(FREE * 3 / 4);

        assertExceeded(() -> begin(StoreKit.block("other", FREE / 2)));
        first.close();

        assertThat(kit.vault().usage().reservedBytes()).isZero();
        begin(StoreKit.block("other", FREE / 2)).close();
    }

    @Test
    void aReservationShrinksByWhatArrives() throws IOException {
        quota(stored() + FREE);
        PushStore push = begin(StoreKit.block("db", FREE / 2));
        long reserved = kit.vault().usage().reservedBytes();

        sendRun(push);

        assertThat(kit.vault().usage().reservedBytes())
                .isEqualTo(reserved - (long) CHUNKS_PER_RUN * CHUNK_BYTES);
        push.close();
    }

    @Test
    void aReservationLapsesWhenItsSessionIsSilent() throws IOException {
        quota(stored() + FREE);
        begin(StoreKit.block("db", FREE * 3 / 4));
        clock.pass(VaultQuota.SILENCE);
        assertExceeded(() -> begin(StoreKit.block("new", FREE / 2)));

        clock.pass(Duration.ofMillis(1));

        begin(StoreKit.block("new", FREE / 2)).close();
    }

    @Test
    void aSessionIsStoppedInTheMiddleAndGoesOnWhenTheQuotaIsRaised() throws IOException {
        PushStore push = begin(StoreKit.tree("files"));
        quota(stored() + VaultQuota.LEAST_ROOM_BYTES);

        List<Id> sent = sendUntilRefused(push);
        assertThat(sent).isNotEmpty();
        assertThat(stored()).isLessThanOrEqualTo(kit.vaultDocument.getQuotaBytes());
        quota(stored() + FREE);

        sendRun(push);
        assertThat(push.have(sent, false).cardinality()).isEqualTo(sent.size());
        push.close();
    }

    @Test
    void twoSessionsAtOnceCannotExceedItTogether() throws Exception {
        PushStore one = begin(StoreKit.tree("a"));
        PushStore two = begin(StoreKit.tree("b"));
        long before = stored();
        quota(before + FREE);

        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            Future<List<Id>> first = both.submit(() -> sendUntilRefused(one));
            Future<List<Id>> second = both.submit(() -> sendUntilRefused(two));
            int sent = first.get().size() + second.get().size();

            assertThat(stored()).isLessThanOrEqualTo(before + FREE);
            assertThat((long) sent * CHUNK_BYTES)
                    .isGreaterThan(FREE - 4L * CHUNKS_PER_RUN * CHUNK_BYTES);
        }
        one.close();
        two.close();
    }

    @Test
    void whatACommitWritesIsKeptFreeWhenItsDeltasComeSoThatItNeverGoesAbove() throws IOException {
        long blocks = 1000;
        PushStore push = begin(StoreKit.block("db", blocks * StoreKit.BLOCK_BYTES));
        PushStore other = begin(StoreKit.tree("files"));
        Map<Long, Id> scattered = new TreeMap<>();
        LongStream.range(0, blocks / 64).forEach(page -> scattered.put(page * 64, nextId()));
        StoreKit.putChunks(push, new ArrayList<>(scattered.values()));
        StoreKit.putDelta(push, 0, scattered);
        quota(kit.vault().usage().storedBytes() + kit.vault().usage().reservedBytes() + 20_000);
        sendUntilRefused(other);

        assertThat(StoreKit.commit(push, StoreKit.size(blocks * StoreKit.BLOCK_BYTES)).hasReceipt())
                .isTrue();

        assertThat(stored()).isLessThanOrEqualTo(kit.vaultDocument.getQuotaBytes());
        other.close();
    }

    @Test
    void aboveItPointsAreCommittedAndEndAndCompactionGivesRoomForPushes() throws IOException {
        Uid first = push(2000);
        push(10);
        PushStore open = begin(block(10));
        Map<Long, Id> blocks = send(open, 10);
        quota(1);

        assertExceeded(() -> begin(StoreKit.tree("files")));
        assertExceeded(() -> sendRun(open));
        assertThat(StoreKit.commit(open, size(blocks.size())).hasReceipt()).isTrue();
        kit.vault().expire(first, "test", "chosen");
        kit.close();
        kit.open();
        long before = stored();
        assertThat(kit.vault().compact(LIMITS, CheckMonitor.NONE).segments()).isPositive();
        assertThat(stored()).isLessThan(before / 2);

        quota(before);
        push(20);
        assertThat(kit.vault().auditCounts(false, CheckMonitor.NONE).differences()).isEmpty();
    }

    @Test
    void whatIsStoredIsTheSameAfterACrashAndWithANewIndex() throws IOException {
        push(300);
        kit.crash();
        kit.open();
        long after = stored();
        assertThat(after).isEqualTo(sumOfSegments()).isPositive();

        kit.close();
        kit.index.wipe();
        kit.open();

        assertThat(stored()).isEqualTo(after);
    }

    @Test
    void whatAFailedSyncOrAFullDiskTookBackIsNotCounted() throws IOException {
        PushStore push = begin(StoreKit.tree("files"));
        sendRun(push);
        kit.directory.failSyncAfter(0);
        assertThatThrownBy(() -> sendRun(push)).isInstanceOf(IOException.class);
        assertThat(stored()).isEqualTo(sumOfSegments());
        sendRun(push);

        kit.directory.capacity(0);
        assertThatThrownBy(() -> sendRun(push)).isInstanceOf(IOException.class);

        assertThat(stored()).isEqualTo(sumOfSegments());
        kit.directory.capacity(Long.MAX_VALUE / 2);
        push.close();
    }

    private void quota(long bytes) {
        kit.vaultDocument = kit.vaultDocument.toBuilder().setQuotaBytes(bytes).build();
        // The quota is read anew each second, and before anything is refused.
        try {
            kit.vault().usage();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private PushStore begin(ImageSource source) throws IOException {
        return kit.vault()
                .openSession(StoreKit.CLIENT, StoreKit.session(new Uid(9, ++sessions), source));
    }

    private Uid push(int blocks) throws IOException {
        PushStore push = begin(block(blocks));
        Map<Long, Id> sent = send(push, blocks);
        assertThat(StoreKit.commit(push, size(sent.size())).hasReceipt()).isTrue();
        return Uid.of(kit.points().getLast().getPointId().toByteArray());
    }

    private Map<Long, Id> send(PushStore push, int count) throws IOException {
        Map<Long, Id> blocks = new TreeMap<>();
        for (long i = 0; i < count; i++) {
            blocks.put(i, nextId());
        }
        StoreKit.putChunks(push, new ArrayList<>(blocks.values()));
        StoreKit.putDelta(push, 0, blocks);
        return blocks;
    }

    private static ImageSource block(int blocks) {
        return StoreKit.block("db", (long) blocks * StoreKit.BLOCK_BYTES);
    }

    private static CommitImage size(int blocks) {
        return StoreKit.size((long) blocks * StoreKit.BLOCK_BYTES);
    }

    private List<Id> sendUntilRefused(PushStore push) throws IOException {
        List<Id> sent = new ArrayList<>();
        try {
            while (sent.size() < FREE / CHUNK_BYTES * 2) {
                sent.addAll(sendRun(push));
            }
        } catch (ProtocolException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
        }
        return sent;
    }

    private List<Id> sendRun(PushStore push) throws IOException {
        List<Id> run = new ArrayList<>();
        for (int i = 0; i < CHUNKS_PER_RUN; i++) {
            run.add(nextId());
        }
        StoreKit.putChunks(push, run);
        return run;
    }

    private synchronized Id nextId() {
        chunks++;
        return new Id(chunks, chunks, chunks, chunks);
    }

    private long stored() {
        return kit.records().storedBytes(StoreKit.VAULT.getVaultNumber());
    }

    private long sumOfSegments() {
        return kit.records().segments().stream().mapToLong(SegmentInfo::recordBytes).sum();
    }

    private static void assertExceeded(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED));
    }
}
