package dev.varve.repo.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.client.NettyRepositoryClient;
import dev.varve.protocol.client.PushSession;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Check;
import dev.varve.protocol.message.Commit;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.ReadEnd;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordType;
import dev.varve.protocol.record.TestRecords;
import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Client and session server over TLS on loopback. */
@Timeout(60)
class SessionServerTest {
    @TempDir Path root;

    private TestHouse house;
    private NettyRepositoryClient client;

    @BeforeEach
    void start() throws Exception {
        house = new TestHouse(root);
        house.start();
        client = house.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        house.close();
    }

    @Test
    void greetingSaysWhoAndWhat() {
        assertThat(client.welcome().getClient()).isEqualTo("web-1");
        assertThat(client.welcome().getVault().getName()).isEqualTo("prod");
        assertThat(client.welcome().getVersion()).isEqualTo(1);
    }

    @Test
    void runsArriveBecomeDurableAndCanBeReadBack() throws Exception {
        List<Id> ids = push(client, 40);

        List<Id> read = Collections.synchronizedList(new ArrayList<>());
        ReadEnd end =
                client.readChunks(
                                ids,
                                (header, record) -> {
                                    byte[] first = new byte[Id.LENGTH];
                                    record.getBytes(record.readerIndex() + 32, first);
                                    read.add(Id.at(first, 0));
                                })
                        .get(20, TimeUnit.SECONDS);

        assertThat(read).isEqualTo(ids);
        assertThat(end.getAbsent().isEmpty()).isTrue();
        assertThat(house.store.arrivals.values()).allMatch(count -> count.get() == 1);
    }

    @Test
    void repeatedCommitGivesTheSameReceipt() throws Exception {
        try (PushSession session = client.openSession(TestHouse.newSession())) {
            Commit commit =
                    Commit.newBuilder().setSessionId(session.opened().getSessionId()).build();

            assertThat(session.commit(commit)).isEqualTo(session.commit(commit));
        }
    }

    @Test
    void abandonedSessionIsClosedInTheStore() throws Exception {
        PushSession session = client.openSession(TestHouse.newSession());

        session.abandon();

        assertThat(house.store.sessions.values()).allMatch(known -> known.closed);
    }

    @Test
    void aListLongerThanOneFrameComesWhole() throws Exception {
        for (int i = 0; i < 3000; i++) {
            house.store.points.add(
                    PointDocument.newBuilder()
                            .setVault("prod" + i)
                            .setState("x".repeat(1000))
                            .build());
        }

        assertThat(client.listPoints(ListPoints.getDefaultInstance()).getPointsList())
                .isEqualTo(house.store.points);
    }

    @Test
    void checkAnswersWithItsResult() throws Exception {
        assertThat(client.check(Check.getDefaultInstance(), progress -> {}).getReadBytes())
                .isEqualTo(100);
    }

    @Test
    void aRunThatCannotBeStoredFailsTheSessionWithItsCode() throws Exception {
        house.store.appendFailure =
                new ProtocolException(ErrorCode.DISK_FULL, "no space", "make room");
        try (PushSession session = client.openSession(TestHouse.newSession())) {
            CompletableFuture<Void> durable = session.putChunks(0, run(new Random(1), 1000));

            assertThatThrownBy(() -> durable.get(20, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            ProtocolException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL));
            assertThatThrownBy(() -> session.putChunks(0, run(new Random(2), 1000)))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("no space");
        }
    }

    /** Pushes {@code count} runs of one record over all streams and waits for them. */
    private List<Id> push(NettyRepositoryClient to, int count) throws Exception {
        Random random = new Random(42);
        List<Id> ids = new ArrayList<>();
        List<CompletableFuture<Void>> durable = new ArrayList<>();
        try (PushSession session = to.openSession(TestHouse.newSession())) {
            for (int i = 0; i < count; i++) {
                Id id = randomId(random);
                ids.add(id);
                byte[] payload = new byte[random.nextInt(200_000)];
                random.nextBytes(payload);
                durable.add(
                        session.putChunks(
                                i % 8, TestRecords.record(RecordType.CHUNKS, id, payload)));
            }
            for (CompletableFuture<Void> one : durable) {
                one.get(20, TimeUnit.SECONDS);
            }
        }
        return ids;
    }

    static ByteBuf run(Random random, int length) {
        byte[] payload = new byte[length];
        random.nextBytes(payload);
        return TestRecords.record(RecordType.CHUNKS, randomId(random), payload);
    }

    static Id randomId(Random random) {
        return new Id(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }
}
