package dev.varve.repo.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.client.NettyRepositoryClient;
import dev.varve.protocol.client.PushSession;
import dev.varve.protocol.frame.FrameType;
import dev.varve.protocol.frame.IdLists;
import dev.varve.protocol.message.ReadChunks;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordType;
import dev.varve.protocol.record.TestRecords;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Slow disks and slow readers: memory stays bounded, others go on. */
@Timeout(60)
class SlowPeerTest {
    @Test
    void aReaderWhoTakesNothingIsSentLittle(@TempDir Path root) throws Exception {
        AtomicLong sent = new AtomicLong();
        SessionListener counting =
                new SessionListener() {
                    @Override
                    public void recordsSent(long bytes) {
                        sent.addAndGet(bytes);
                    }
                };
        try (TestHouse house = new TestHouse(root)) {
            house.start(house.settings(), counting);
            List<Id> ids = new ArrayList<>();
            Random random = new Random(1);
            byte[] payload = new byte[500_000];
            for (int i = 0; i < 200; i++) {
                Id id = SessionServerTest.randomId(random);
                ids.add(id);
                house.store.records.put(
                        id, TestRecords.record(RecordType.CHUNKS, id, payload).array());
            }
            try (RawPeer peer = new RawPeer(house);
                    NettyRepositoryClient other = house.connect()) {
                peer.sayHello(house);
                peer.send(
                        RawPeer.frame(
                                FrameType.READ_CHUNKS,
                                0,
                                1,
                                ReadChunks.newBuilder().setIds(IdLists.write(ids)).build()));
                Awaitility.await().until(() -> sent.get() > 0);
                Awaitility.await()
                        .during(1, TimeUnit.SECONDS)
                        .atMost(20, TimeUnit.SECONDS)
                        .until(() -> other.statistics().getChunks() == 200);

                // socket buffers, the write buffer's mark and a frame; not the 100 MB
                assertThat(sent.get()).isLessThan(40_000_000);

                long received = 0;
                while (peer.read().header().type() == FrameType.RECORDS) {
                    received++;
                }
                assertThat(received).isPositive();
                assertThat(sent.get()).isGreaterThan(100_000_000);
            }
        }
    }

    @Test
    void aSenderWaitsForASlowDisk(@TempDir Path root) throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        try (TestHouse house = new TestHouse(root)) {
            house.start();
            house.disk.execute(() -> {
                try {
                    held.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            AtomicInteger put = new AtomicInteger();
            try (NettyRepositoryClient client = house.connect();
                    PushSession session = client.openSession(TestHouse.newSession())) {
                CompletableFuture<Void> sender =
                        CompletableFuture.runAsync(() -> {
                            try {
                                for (int i = 0; i < 20; i++) {
                                    CompletableFuture<Void> durable =
                                            session.putChunks(
                                                    0,
                                                    SessionServerTest.run(new Random(i), 400_000));
                                    put.incrementAndGet();
                                    assertThat(durable).isNotNull();
                                }
                            } catch (java.io.IOException | InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
                // the window is 1 MiB: two runs go out, the third waits
                Awaitility.await()
                        .during(500, TimeUnit.MILLISECONDS)
                        .atMost(20, TimeUnit.SECONDS)
                        .until(() -> put.get() == 2);
                held.countDown();
                sender.get(20, TimeUnit.SECONDS);

                assertThat(put.get()).isEqualTo(20);
            } finally {
                held.countDown();
            }
        }
    }
}
