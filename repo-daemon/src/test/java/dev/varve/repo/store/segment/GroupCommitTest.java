package dev.varve.repo.store.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.MemoryIndex;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.io.FaultyStorageDirectory;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private static final Uid REPOSITORY = new Uid(3, 3);

    private final FaultyStorageDirectory directory = new FaultyStorageDirectory(1);
    private final MemoryIndex index = new MemoryIndex();
    private final AtomicLong nanos = new AtomicLong();
    private final SplittableRandom random = new SplittableRandom(1);

    private SegmentStore open(long pendingBytes, Duration idle) throws IOException {
        SegmentSettings settings =
                new SegmentSettings(1 << 20, idle, pendingBytes, 0, 1 << 20, 4, 1 << 20);
        return SegmentStore.open(directory, REPOSITORY, index, settings, nanos::get);
    }

    private RecordRun run(int payloadLength) {
        return TestRuns.run(
                List.of(TestRuns.chunks(random, payloadLength, TestRuns.ids(random, 1))));
    }

    @Test
    void appendsWaitWhenTooManyBytesAreNotYetDurable() throws Exception {
        CountDownLatch applying = new CountDownLatch(1);
        CountDownLatch mayApply = new CountDownLatch(1);
        try (SegmentStore store = open(4000, Duration.ofHours(1))) {
            store.start(
                    (record, batch) -> {
                        applying.countDown();
                        try {
                            assertThat(mayApply.await(20, TimeUnit.SECONDS)).isTrue();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                    },
                    vault -> null);
            CompletableFuture<AppendedRun> slow = store.append(1, TestRuns.point(1, new byte[9]));
            // Else the syncer could still take some of the runs below before it comes to the point.
            assertThat(applying.await(20, TimeUnit.SECONDS)).isTrue();
            AtomicInteger appended = new AtomicInteger();
            List<CompletableFuture<AppendedRun>> futures = new ArrayList<>();
            CompletableFuture<Void> all =
                    CompletableFuture.runAsync(() -> {
                        try {
                            for (int i = 0; i < 10; i++) {
                                futures.add(store.append(1, run(1000)));
                                appended.incrementAndGet();
                            }
                        } catch (IOException | InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    });
            Awaitility.await().until(() -> appended.get() == 3);
            assertThat(slow).isNotDone();
            mayApply.countDown();
            all.get(20, TimeUnit.SECONDS);
            assertThat(slow.get(20, TimeUnit.SECONDS).offsetBytes()).isEqualTo(64);
            for (CompletableFuture<AppendedRun> future : futures) {
                assertThat(future.get(20, TimeUnit.SECONDS).segmentId()).isEqualTo(2);
            }
        }
    }

    @Test
    void manyThreadsShareSegmentsAndEachGetsItsOwnPlace() throws Exception {
        try (SegmentStore store = open(1 << 20, Duration.ofHours(1))) {
            store.start((record, batch) -> {}, vault -> null);
            List<CompletableFuture<List<AppendedRun>>> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int vault = 1 + i % 2;
                List<RecordRun> runs = new ArrayList<>();
                for (int j = 0; j < 100; j++) {
                    runs.add(run(100 + j));
                }
                threads.add(CompletableFuture.supplyAsync(() -> appendAll(store, vault, runs)));
            }
            List<AppendedRun> places = new ArrayList<>();
            for (CompletableFuture<List<AppendedRun>> thread : threads) {
                places.addAll(thread.get(20, TimeUnit.SECONDS));
            }
            assertThat(places).hasSize(400).doesNotHaveDuplicates();
            assertThat(store.segments()).hasSize(2);
        }
    }

    private static List<AppendedRun> appendAll(
            SegmentStore store, int vault, List<RecordRun> runs) {
        try {
            List<CompletableFuture<AppendedRun>> futures = new ArrayList<>();
            for (RecordRun run : runs) {
                futures.add(store.append(vault, run));
            }
            return futures.stream().map(CompletableFuture::join).toList();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSegmentThatGetsNothingIsSealedAndTheNextAppendOpensAnother() throws Exception {
        try (SegmentStore store = open(1 << 20, Duration.ofMillis(40))) {
            store.start((record, batch) -> {}, vault -> null);
            store.append(1, run(10)).get(20, TimeUnit.SECONDS);
            assertThat(store.segments()).extracting(SegmentInfo::sealed).containsExactly(false);
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
            Awaitility.await()
                    .untilAsserted(() ->
                            assertThat(store.segments())
                                    .extracting(SegmentInfo::sealed)
                                    .containsExactly(true));
            AppendedRun next = store.append(1, run(10)).get(20, TimeUnit.SECONDS);
            assertThat(next.segmentId()).isEqualTo(2);
        }
    }

    @Test
    void everyMetaSegmentBeginsWithItsVault() throws Exception {
        Id vaultId = new Id(77, 0, 0, 0);
        try (SegmentStore store = open(1 << 20, Duration.ofHours(1))) {
            store.start(
                    (record, batch) ->
                            batch.put(
                                    record.header().type() == RecordType.VAULT
                                            ? Family.VAULTS
                                            : Family.POINTS,
                                    record.entryId(0).toBytes(),
                                    new byte[1]),
                    vault ->
                            RecordRun.single(
                                    RecordType.VAULT, vaultId, 0, ByteBuffer.allocate(20)));
            AppendedRun point =
                    store.append(1, TestRuns.point(5, new byte[8])).get(20, TimeUnit.SECONDS);
            assertThat(point.offsetBytes()).isEqualTo(64 + 32 + 36 + 20);
            assertThat(index.get(Family.VAULTS, vaultId.toBytes())).isNotNull();
        }
        StringBuilder text = new StringBuilder();
        assertThat(SegmentDump.print(directory, "segments/meta/0000000000000001.seg", text))
                .isTrue();
        assertThat(text.toString())
                .contains("class META, vault 1", "VAULT", "POINT", "footer: 2 records");
    }

    @Test
    void afterClosingAppendsAndReadsAreRefused() throws Exception {
        SegmentStore store = open(1 << 20, Duration.ofHours(1));
        assertThatThrownBy(() -> store.append(1, run(1))).hasMessageContaining("not started");
        store.start((record, batch) -> {}, vault -> null);
        AppendedRun place = store.append(1, run(1)).get(20, TimeUnit.SECONDS);
        store.close();
        assertThatThrownBy(() -> store.append(1, run(1))).hasMessageContaining("closing");
        RecordLocation location =
                new RecordLocation(place.segmentId(), place.offsetBytes(), place.lengthBytes());
        assertThatThrownBy(() -> store.read(location)).hasMessageContaining("closed");
    }

    @Test
    void anAppendThatRacesWithClosingEndsOneWayOrTheOther() throws Exception {
        for (int round = 0; round < 50; round++) {
            SegmentStore store = open(1 << 20, Duration.ofHours(1));
            store.start((record, batch) -> {}, vault -> null);
            CompletableFuture<Void> appender =
                    CompletableFuture.runAsync(() -> {
                        try {
                            while (true) {
                                store.append(1, run(50)).get(20, TimeUnit.SECONDS);
                            }
                        } catch (IOException | java.util.concurrent.ExecutionException e) {
                            assertThat(e).hasMessageContaining("clos");
                        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
                            throw new AssertionError(e);
                        }
                    });
            store.close();
            appender.get(30, TimeUnit.SECONDS);
        }
    }
}
