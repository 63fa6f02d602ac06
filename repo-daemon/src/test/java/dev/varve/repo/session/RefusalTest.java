package dev.varve.repo.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.client.ClientSettings;
import dev.varve.protocol.client.NettyRepositoryClient;
import dev.varve.protocol.client.PushSession;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.message.UpdateKeys;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.tls.CertificateAuthority;
import dev.varve.protocol.tls.CertifiedKey;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is not let in hears why, at once, with the right code. */
@Timeout(60)
class RefusalTest {
    @TempDir Path root;

    private TestHouse house;

    @BeforeEach
    void start() throws Exception {
        house = new TestHouse(root);
        house.start();
    }

    @AfterEach
    void stop() {
        house.close();
    }

    @Test
    void nobodyListens() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertRefused(() -> connect(house.clientSettings(free)), ErrorCode.UNAVAILABLE);
    }

    @Test
    void anotherRepositoryAnswers() throws Exception {
        ClientSettings good = house.clientSettings(house.port());
        assertRefused(
                () ->
                        connect(
                                settings(
                                        good,
                                        Uid.random(new SecureRandom()),
                                        good.vault(),
                                        good.identity())),
                ErrorCode.WRONG_REPOSITORY);
    }

    @Test
    void theDaemonsAuthorityIsNotOurs() throws Exception {
        ClientSettings good = house.clientSettings(house.port());
        CertificateAuthority other = otherAuthority();
        ClientSettings foreign =
                new ClientSettings(
                        good.host(),
                        good.port(),
                        good.repositoryId(),
                        good.vault(),
                        good.identity(),
                        other.authority().certificate(),
                        1,
                        Duration.ofSeconds(1),
                        good.connectTimeout(),
                        good.pingInterval(),
                        "test",
                        good.rateLimit());
        assertRefused(() -> connect(foreign), ErrorCode.WRONG_REPOSITORY);
    }

    @Test
    void ourCertificateIsOfAnotherAuthority() throws Exception {
        ClientSettings good = house.clientSettings(house.port());
        CertifiedKey foreign = otherAuthority().issueClient("web-1", TestHouse.VAULT);
        assertRefused(
                () -> connect(settings(good, good.repositoryId(), good.vault(), foreign)),
                ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void ourCertificateWasRevoked() throws Exception {
        house.directory.clients().revoke("web-1");

        assertRefused(
                () -> connect(house.clientSettings(house.port())), ErrorCode.CERTIFICATE_REVOKED);
    }

    @Test
    void aRevocationIsHeededWhileAConnectionLasts() throws Exception {
        try (NettyRepositoryClient client = house.connect()) {
            client.statistics();
            house.directory.clients().revoke("web-1");

            assertRefused(
                    () -> client.listPoints(ListPoints.getDefaultInstance()),
                    ErrorCode.CERTIFICATE_REVOKED);
        }
    }

    @Test
    void weAskForAVaultThatIsNotOurs() throws Exception {
        ClientSettings good = house.clientSettings(house.port());
        assertRefused(
                () -> connect(settings(good, good.repositoryId(), "other", good.identity())),
                ErrorCode.FORBIDDEN);
    }

    @Test
    void aWrongResumeTokenIsRefused() throws Exception {
        try (NettyRepositoryClient client = house.connect()) {
            OpenSession unknown =
                    TestHouse.newSession().toBuilder()
                            .setResumeToken(com.google.protobuf.ByteString.copyFromUtf8("stolen"))
                            .build();
            assertRefused(() -> client.openSession(unknown), ErrorCode.SESSION_UNKNOWN);
        }
    }

    @Test
    void anotherProcessTakesTheSessionOver() throws Exception {
        try (NettyRepositoryClient first = house.connect();
                NettyRepositoryClient second = house.connect()) {
            OpenSession request = TestHouse.newSession();
            PushSession before = first.openSession(request);
            before.putChunks(0, SessionServerTest.run(new Random(1), 1000))
                    .get(20, TimeUnit.SECONDS);
            PushSession after =
                    second.openSession(
                            request.toBuilder()
                                    .setResumeToken(before.opened().getResumeToken())
                                    .build());
            // numbers begin again: the new process's first run is not taken for a repeated one
            after.putChunks(0, SessionServerTest.run(new Random(2), 1000))
                    .get(20, TimeUnit.SECONDS);

            assertThat(house.store.records).hasSize(2);
            assertThatThrownBy(() ->
                            before.putChunks(0, SessionServerTest.run(new Random(3), 1000))
                                    .get(20, TimeUnit.SECONDS))
                    .satisfiesAnyOf(
                            e -> assertThat(e).hasMessageContaining("taken over"),
                            e -> assertThat(e.getCause()).hasMessageContaining("taken over"),
                            e -> assertThat(e).hasMessageContaining("another process"),
                            e -> assertThat(e.getCause()).hasMessageContaining("another process"));
            assertThat(house.store.records).hasSize(2);
        }
    }

    @Test
    void keysChangedMeanwhileAreRefused() throws Exception {
        try (NettyRepositoryClient client = house.connect()) {
            long revision = client.welcome().getVault().getRevision();
            UpdateKeys none = UpdateKeys.newBuilder().setExpectedRevision(revision).build();

            assertRefused(
                    () -> client.updateKeys(none.toBuilder().setExpectedRevision(99).build()),
                    ErrorCode.KEYS_CHANGED);
        }
    }

    private static void connect(ClientSettings settings) throws Exception {
        NettyRepositoryClient.connect(settings).close();
    }

    private static ClientSettings settings(
            ClientSettings good, Uid repositoryId, String vault, CertifiedKey identity) {
        return ClientSettings.of(
                good.host(), good.port(), repositoryId, vault, identity, good.authority());
    }

    private CertificateAuthority otherAuthority() throws Exception {
        return CertificateAuthority.create(
                house.directory.repositoryId(), Clock.systemUTC(), new SecureRandom());
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }
}
