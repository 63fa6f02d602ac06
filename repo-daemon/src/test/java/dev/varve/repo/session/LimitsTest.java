package dev.varve.repo.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.client.NettyRepositoryClient;
import dev.varve.protocol.client.PushSession;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.server.FrameServerSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One client too many, and room again when another leaves. */
@Timeout(60)
class LimitsTest {
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
    void aClientHasItsNumberOfConnectionsAndNoMore() throws Exception {
        house.start(house.settings().withConnectionsPerClient(2));
        try (NettyRepositoryClient first = house.connect()) {
            try (NettyRepositoryClient second = house.connect()) {
                assertThat(second.statistics()).isEqualTo(first.statistics());
                assertRefused(() -> house.connect().close(), ErrorCode.LIMIT_REACHED);
                assertThat(second.statistics()).isEqualTo(first.statistics());
            }
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .ignoreExceptionsInstanceOf(ProtocolException.class)
                    .until(() -> {
                        house.connect().close();
                        return true;
                    });
        }
    }

    @Test
    void theDaemonHasItsNumberOfConnectionsAndNoMore() throws Exception {
        FrameServerSettings network = house.settings().network();
        house.start(
                SessionServerSettings.of(
                        new FrameServerSettings(
                                network.listen(),
                                network.identity(),
                                network.authority(),
                                1,
                                network.handshakeTimeout(),
                                network.idleLimit()),
                        house.settings().limits(),
                        4));
        try (NettyRepositoryClient only = house.connect()) {
            assertRefused(() -> house.connect().close(), ErrorCode.UNAVAILABLE);
            assertThat(only.statistics().getChunks()).isZero();
        }
    }

    @Test
    void aClientPushesItsNumberOfSessionsAndNoMore() throws Exception {
        house.start();
        try (NettyRepositoryClient client = house.connect()) {
            List<PushSession> sessions = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                sessions.add(client.openSession(TestHouse.newSession()));
            }
            assertRefused(
                    () -> client.openSession(TestHouse.newSession()), ErrorCode.LIMIT_REACHED);
            sessions.getFirst().abandon();

            try (PushSession next = client.openSession(TestHouse.newSession())) {
                assertThat(next.opened().getSessionId().size()).isEqualTo(16);
            }
        }
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }
}
