package dev.varve.repo.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.client.ClientSettings;
import dev.varve.protocol.client.NettyRepositoryClient;
import dev.varve.protocol.client.PushSession;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.rate.RateSchedule;
import dev.varve.protocol.record.RecordType;
import dev.varve.protocol.record.TestRecords;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transfers under a limit arrive whole, and not before their time. Real clocks: lower bounds. */
@Timeout(60)
class LimitedRateTest {
    private static final RateSchedule LIMIT = RateSchedule.parse("4MiB/s");
    private static final int RUNS = 12;
    private static final int RUN_BYTES = 256 << 10;

    /** 3 MiB at the rate, less what may be saved up, in flight and asked for at once. */
    private static final Duration LEAST = Duration.ofMillis(300);

    @TempDir Path root;

    private TestHouse house;

    @BeforeEach
    void open() throws Exception {
        house = new TestHouse(root);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aClientHoldsItsRunsBack() throws Exception {
        house.start();
        try (NettyRepositoryClient client = NettyRepositoryClient.connect(limited())) {
            assertThat(timeOf(() -> push(client))).isGreaterThan(LEAST);
        }
        assertThat(house.store.arrivals).hasSize(RUNS);
    }

    @Test
    void aClientHoldsItsRequestsForRecordsBack() throws Exception {
        house.start();
        List<Id> ids;
        try (NettyRepositoryClient unlimited = house.connect()) {
            ids = push(unlimited);
        }
        try (NettyRepositoryClient client = NettyRepositoryClient.connect(limited())) {
            assertThat(timeOf(() -> pull(client, ids))).isGreaterThan(LEAST);
        }
    }

    @Test
    void aDaemonReadsAndSendsWithinItsLimits() throws Exception {
        house.start(
                house.settings()
                        .withBandwidth(
                                new BandwidthLimits(
                                        LIMIT, RateSchedule.NONE, RateSchedule.NONE, LIMIT)));
        try (NettyRepositoryClient client = house.connect()) {
            assertThat(timeOf(() -> push(client))).isGreaterThan(LEAST);
            List<Id> ids = List.copyOf(house.store.arrivals.keySet());
            assertThat(timeOf(() -> pull(client, ids))).isGreaterThan(LEAST);
        }
        assertThat(house.store.arrivals).hasSize(RUNS);
    }

    private ClientSettings limited() throws Exception {
        return house.clientSettings(house.port()).withRateLimit(LIMIT);
    }

    private static Duration timeOf(Transfer transfer) throws Exception {
        long start = System.nanoTime();
        transfer.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private interface Transfer {
        void run() throws Exception;
    }

    private static List<Id> push(NettyRepositoryClient client) throws Exception {
        Random random = new Random(7);
        List<Id> ids = new ArrayList<>();
        List<CompletableFuture<Void>> durable = new ArrayList<>();
        try (PushSession session = client.openSession(TestHouse.newSession())) {
            for (int i = 0; i < RUNS; i++) {
                Id id = SessionServerTest.randomId(random);
                ids.add(id);
                durable.add(
                        session.putChunks(
                                i % 8,
                                TestRecords.record(RecordType.CHUNKS, id, new byte[RUN_BYTES])));
            }
            for (CompletableFuture<Void> one : durable) {
                one.get(30, TimeUnit.SECONDS);
            }
        }
        return ids;
    }

    private static void pull(NettyRepositoryClient client, List<Id> ids) throws Exception {
        List<Id> read = new ArrayList<>();
        for (Id id : ids) {
            client.readChunks(List.of(id), (header, record) -> read.add(id))
                    .get(30, TimeUnit.SECONDS);
        }
        assertThat(read).isEqualTo(ids);
    }
}
