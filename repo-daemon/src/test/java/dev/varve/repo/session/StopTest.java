package dev.varve.repo.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.client.NettyRepositoryClient;
import dev.varve.protocol.client.PushSession;
import dev.varve.protocol.message.Commit;
import dev.varve.protocol.message.CommitAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StopTest {
    @Test
    void aCommitUnderWayIsAnsweredBeforeTheDaemonStops(@TempDir Path root) throws Exception {
        try (TestHouse house = new TestHouse(root)) {
            house.start();
            CompletableFuture<Void> release = new CompletableFuture<>();
            house.store.commitHeld = release;
            try (NettyRepositoryClient client = house.connect();
                    PushSession session = client.openSession(TestHouse.newSession())) {
                CompletableFuture<CommitAnswer> answer =
                        CompletableFuture.supplyAsync(() -> commit(session));
                house.store.commitBegun.get(20, TimeUnit.SECONDS);
                CompletableFuture<Void> stopped = CompletableFuture.runAsync(house::stop);
                Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> !listens(house.port()));
                assertThat(answer).isNotDone();
                assertThat(stopped).isNotDone();

                release.complete(null);

                assertThat(answer.get(20, TimeUnit.SECONDS).hasReceipt()).isTrue();
                stopped.get(20, TimeUnit.SECONDS);
            } finally {
                release.complete(null);
            }
        }
    }

    private static CommitAnswer commit(PushSession session) {
        try {
            return session.commit(
                    Commit.newBuilder().setSessionId(session.opened().getSessionId()).build());
        } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}
