package dev.varve.ingest.fake;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.varve.protocol.client.PushSession;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.contract.SessionContract;
import dev.varve.protocol.message.Commit;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordType;
import dev.varve.protocol.record.TestRecords;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract of clients, kept by the fake: a source tested on it works on a real one. */
class FakeClientTest extends SessionContract {
    private final FakeClient client = (FakeClient) FakeRepository.plain().connect();

    @AfterEach
    void stop() {
        client.close();
    }

    @Override
    protected RepositoryClient client() {
        return client;
    }

    @Test
    void committingBeforeAllRunsAreDurableIsTheCallersBug() throws Exception {
        CompletableFuture<Void> diskHeld = new CompletableFuture<>();
        client.disk.execute(diskHeld::join);
        ByteString id = ByteString.copyFrom(Uid.random(new SecureRandom()).toBytes());
        try (PushSession session =
                client.openSession(OpenSession.newBuilder().setSessionId(id).build())) {
            CompletableFuture<Void> durable =
                    session.putChunks(
                            0,
                            TestRecords.record(
                                    RecordType.CHUNKS, new Id(1, 2, 3, 4), new byte[10]));

            assertThatThrownBy(() -> session.commit(Commit.getDefaultInstance()))
                    .isInstanceOf(IllegalStateException.class);

            diskHeld.complete(null);
            durable.get(30, TimeUnit.SECONDS);
        }
    }
}
