package dev.varve.repo.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.client.NettyRepositoryClient;
import dev.varve.protocol.client.PushSession;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordType;
import dev.varve.protocol.record.TestRecords;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that break and daemons that go away, in the middle of pushes and pulls. */
@Timeout(120)
class BrokenLineTest {
    private static final int RUNS = 150;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void everyRunArrivesOnceOverLinesThatBreak(long seed, @TempDir Path root) throws Exception {
        Random cuts = new Random(seed);
        try (TestHouse house = new TestHouse(root)) {
            house.start();
            try (CuttingProxy proxy =
                            new CuttingProxy(house.port(), () -> 6_000 + cuts.nextInt(3_000_000));
                    NettyRepositoryClient client =
                            NettyRepositoryClient.connect(
                                    house.clientSettings(proxy.port()).withConnections(3))) {
                List<Id> ids = new ArrayList<>();
                try (PushSession session = client.openSession(TestHouse.newSession())) {
                    List<CompletableFuture<Void>> durable = push(session, seed, ids);
                    for (CompletableFuture<Void> one : durable) {
                        one.get(60, TimeUnit.SECONDS);
                    }
                    assertThat(session.have(ids.subList(0, 100), false).get().cardinality())
                            .isEqualTo(100);
                }

                assertThat(proxy.cuts.get()).isPositive();
                assertThat(house.store.arrivals.keySet()).containsExactlyInAnyOrderElementsOf(ids);
                assertThat(house.store.arrivals.values()).allMatch(count -> count.get() == 1);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void everyRecordIsReadOnceOverLinesThatBreak(long seed, @TempDir Path root) throws Exception {
        Random random = new Random(seed);
        try (TestHouse house = new TestHouse(root)) {
            house.start();
            List<Id> ids = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Id id = SessionServerTest.randomId(random);
                ids.add(id);
                byte[] payload = new byte[40_000];
                random.nextBytes(payload);
                house.store.records.put(
                        id, TestRecords.record(RecordType.CHUNKS, id, payload).array());
            }
            List<Id> seen = Collections.synchronizedList(new ArrayList<>());
            // Requests are short: the cut comes with the next of them.
            try (CuttingProxy proxy =
                            new CuttingProxy(house.port(), () -> 5_000 + random.nextInt(9_000));
                    NettyRepositoryClient client =
                            NettyRepositoryClient.connect(house.clientSettings(proxy.port()))) {
                List<CompletableFuture<?>> reads = new ArrayList<>();
                for (int from = 0; from < ids.size(); from += 20) {
                    reads.add(
                            client.readChunks(
                                    ids.subList(from, from + 20),
                                    (header, record) -> {
                                        byte[] id = new byte[Id.LENGTH];
                                        record.getBytes(record.readerIndex() + 32, id);
                                        seen.add(Id.at(id, 0));
                                    }));
                }
                for (CompletableFuture<?> read : reads) {
                    read.get(60, TimeUnit.SECONDS);
                }
            }

            assertThat(seen).containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void aPushGoesOnAfterTheDaemonWasStartedAgain(long seed, @TempDir Path root) throws Exception {
        try (TestHouse house = new TestHouse(root)) {
            house.start();
            try (NettyRepositoryClient client =
                            NettyRepositoryClient.connect(
                                    house.clientSettings(house.port()).withConnections(2));
                    PushSession session = client.openSession(TestHouse.newSession())) {
                List<Id> ids = new ArrayList<>();
                List<CompletableFuture<Void>> durable = push(session, seed, ids);
                house.stop();
                house.start();
                durable.addAll(push(session, seed + 100, ids));
                for (CompletableFuture<Void> one : durable) {
                    one.get(60, TimeUnit.SECONDS);
                }

                assertThat(house.store.arrivals.keySet()).containsExactlyInAnyOrderElementsOf(ids);
            }
        }
    }

    private static List<CompletableFuture<Void>> push(PushSession session, long seed, List<Id> ids)
            throws Exception {
        Random random = new Random(seed);
        List<CompletableFuture<Void>> durable = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            Id id = SessionServerTest.randomId(random);
            ids.add(id);
            byte[] payload = new byte[random.nextInt(300_000)];
            random.nextBytes(payload);
            durable.add(
                    session.putChunks(i % 8, TestRecords.record(RecordType.CHUNKS, id, payload)));
        }
        return durable;
    }
}
