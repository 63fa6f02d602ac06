package dev.varve.repo.store.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.IndexSettings;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.RocksIndex;
import dev.varve.repo.io.FileStorageDirectory;
import dev.varve.repo.store.segment.RecordStore.BatchReadResult;
import dev.varve.repo.store.segment.RecordStore.CheckDepth;
import dev.varve.repo.store.segment.RecordStore.RecoveryReport;
import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on a real file system with the real index. */
class SegmentStoreTest {
    private static final Uid REPOSITORY = new Uid(1, 2);
    private static final int VAULT = 3;
    private static final SegmentSettings SETTINGS =
            new SegmentSettings(
                    1 << 20, Duration.ofMinutes(5), 8 << 20, 1 << 20, 1L << 30, 4, 256 << 10);

    @TempDir Path folder;

    private RocksIndex openIndex() throws Exception {
        return RocksIndex.open(
                folder.resolve("index"),
                folder.resolve("tmp"),
                REPOSITORY,
                new IndexSettings(8 << 20, 4 << 20));
    }

    private SegmentStore openStore(RocksIndex index) throws Exception {
        return SegmentStore.open(
                new FileStorageDirectory(folder), REPOSITORY, index, SETTINGS, System::nanoTime);
    }

    private static RecoveryReport start(SegmentStore store) throws Exception {
        return store.start(
                (record, batch) ->
                        batch.put(
                                Family.POINTS,
                                record.entryId(0).toBytes(),
                                record.payload().remaining() == 0
                                        ? new byte[0]
                                        : new byte[] {record.payload().get(0)}),
                vault -> null);
    }

    @Test
    void whatWasAppendedIsReadBackInTheOrderAskedAndSurvivesTheLossOfTheIndex() throws Exception {
        SplittableRandom random = new SplittableRandom(42);
        List<Id> ids = new ArrayList<>();
        try (RocksIndex index = openIndex();
                SegmentStore store = openStore(index)) {
            start(store);
            List<CompletableFuture<AppendedRun>> futures = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                List<byte[]> records = new ArrayList<>();
                for (int j = 0; j < 4; j++) {
                    List<Id> names = TestRuns.ids(random, 1 + random.nextInt(3));
                    ids.addAll(names);
                    records.add(TestRuns.chunks(random, 5000 + random.nextInt(9000), names));
                }
                futures.add(store.append(VAULT, TestRuns.run(records)));
            }
            futures.add(store.append(VAULT, TestRuns.point(9, new byte[] {5, 6})));
            CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).get();
            assertEverythingReads(store, ids);
        }
        try (RocksIndex index = openIndex();
                SegmentStore store = openStore(index)) {
            assertThat(start(store).recordsApplied()).isZero();
            assertEverythingReads(store, ids);
        }
        RocksIndex.delete(folder.resolve("index"));
        try (RocksIndex index = openIndex();
                SegmentStore store = openStore(index)) {
            RecoveryReport report = start(store);
            assertThat(report.recordsApplied()).isEqualTo(401);
            assertThat(report.findings()).isEmpty();
            assertThat(index.get(Family.POINTS, new Id(9, 7, 0, 0).toBytes())).containsExactly(5);
            assertEverythingReads(store, ids);
            for (RecordStore.SegmentInfo segment : store.segments()) {
                assertThat(segment.sealed()).isTrue();
                for (CheckDepth depth : CheckDepth.values()) {
                    assertThat(store.check(segment.segmentId(), depth).findings()).isEmpty();
                }
            }
        }
    }

    private static void assertEverythingReads(SegmentStore store, List<Id> ids) throws Exception {
        List<Id> asked = new ArrayList<>(ids);
        Collections.shuffle(asked, new Random(7));
        Id unknown = new Id(1, 1, 1, 1);
        asked.add(11, unknown);
        List<Id> firsts = new ArrayList<>();
        int[] entries = new int[1];
        BatchReadResult result =
                store.readAll(
                        ObjectKind.CHUNK,
                        VAULT,
                        asked,
                        record -> {
                            firsts.add(firstAsked(record, asked));
                            entries[0] += record.getUnsignedShortLE(8);
                            record.release();
                        });
        assertThat(result.absent()).containsExactly(unknown);
        assertThat(result.damaged()).isEmpty();
        assertThat(entries[0]).isEqualTo(ids.size());
        assertThat(firsts).isSortedAccordingTo((a, b) -> asked.indexOf(a) - asked.indexOf(b));
        assertThat(store.read(ObjectKind.CHUNK, VAULT, ids.getFirst()))
                .isInstanceOf(ReadResult.Found.class);
        assertThat(store.read(ObjectKind.CHUNK, VAULT + 1, ids.getFirst()))
                .isInstanceOf(ReadResult.Absent.class);
    }

    private static Id firstAsked(ByteBuf record, List<Id> asked) {
        List<Id> names = new ArrayList<>();
        for (int i = 0; i < record.getUnsignedShortLE(8); i++) {
            names.add(dev.varve.protocol.record.RecordHeader.entryId(record.nioBuffer(), 0, i));
        }
        return asked.stream().filter(names::contains).findFirst().orElseThrow();
    }
}
