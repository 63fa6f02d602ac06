package dev.varve.repo.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.config.DaemonConfiguration;
import dev.varve.repo.config.ListenAddress;
import dev.varve.repo.config.NotifyConfiguration;
import dev.varve.repo.config.SmtpConfiguration;
import dev.varve.repo.config.WebhookConfiguration;
import dev.varve.repo.retention.clock.ClockState;
import dev.varve.repo.retention.clock.ClockStatus;
import dev.varve.repo.retention.clock.Doubt;
import dev.varve.repo.retention.clock.LedgerHead;
import dev.varve.repo.retention.ledger.QueueLedger;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonTest {
    @TempDir Path data;

    @Test
    void aFreshDirectoryBecomesARepositoryAndIsServed() throws IOException {
        try (Daemon daemon = Daemon.start(configuration(data))) {
            assertThat(daemon.listenAddress().getPort()).isPositive();
            assertThat(daemon.adminAddress().getPort()).isPositive();
            assertThat(data.resolve("repository.json")).exists();
        }
    }

    @Test
    void aSecondDaemonOnTheSameDirectoryIsRefused() throws IOException {
        try (Daemon first = Daemon.start(configuration(data))) {
            assertThat(first.listenAddress()).isNotNull();
            assertThatThrownBy(() -> Daemon.start(configuration(data)))
                    .isInstanceOfSatisfying(
                            ProtocolException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.REPOSITORY_IN_USE));
        }
        try (Daemon after = Daemon.start(configuration(data))) {
            assertThat(after.listenAddress()).isNotNull();
        }
    }

    @Test
    void identityAndVaultsAreThereAfterARestart() throws IOException {
        VaultDocument vault;
        String repository;
        try (Daemon daemon = Daemon.start(configuration(data))) {
            vault = daemon.directory().vaults().create("team", Encryption.ENCRYPTION_NONE);
            repository = daemon.directory().repositoryId().toString();
        }
        try (Daemon daemon = Daemon.start(configuration(data))) {
            assertThat(daemon.directory().repositoryId()).hasToString(repository);
            assertThat(daemon.directory().vaults().require("team")).isEqualTo(vault);
        }
    }

    @Test
    void theRetentionClockGoesOnAfterARestart() throws IOException {
        Daemon.start(configuration(data)).stop();
        ClockStatus before = OfflineRepository.clock(data);
        Daemon.start(configuration(data)).stop();
        ClockStatus after = OfflineRepository.clock(data);

        assertThat(before.state()).isEqualTo(ClockState.Name.RUNNING);
        assertThat(after.state()).isEqualTo(ClockState.Name.RUNNING);
        assertThat(after.rcMillis()).isGreaterThan(before.rcMillis());
    }

    @Test
    void withADamagedClockTheDaemonServesAndSaysWhyNothingMayExpire() throws Exception {
        Daemon.start(configuration(data)).stop();
        Files.write(data.resolve("clock"), new byte[100]);

        try (Daemon daemon = Daemon.start(configuration(data));
                HttpClient http = HttpClient.newHttpClient()) {
            daemon.directory().vaults().create("team", Encryption.ENCRYPTION_NONE);
            HttpResponse<String> health =
                    http.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:"
                                                            + daemon.adminAddress().getPort()
                                                            + "/health"))
                                    .header(
                                            "Authorization",
                                            "Bearer " + daemon.directory().keys().adminToken())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body())
                    .contains("frozen and nothing may expire")
                    .contains("both copies of the clock's record are damaged");
        }
        assertThat(OfflineRepository.clock(data).state()).isEqualTo(ClockState.Name.FROZEN);
    }

    @Test
    void aClockBegunAnewBesideALedgerOfAnotherTimeIsFrozen() throws IOException {
        Daemon.start(configuration(data)).stop();
        long hourAgo = System.currentTimeMillis() - 3_600_000;
        try (Stream<Path> files = Files.list(data.resolve("ledger"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        try (QueueLedger ledger =
                QueueLedger.open(
                        data, () -> hourAgo, () -> hourAgo, LedgerHead.NONE, entry -> {})) {
            ledger.append(LedgerEntry.newBuilder().setWhat("an hour ago").build());
        }
        Files.delete(data.resolve("clock"));

        Daemon.start(configuration(data)).stop();

        assertThat(OfflineRepository.clock(data).doubts()).containsExactly(Doubt.LEDGER_BEHIND);
        assertThat(OfflineRepository.clock(data).rcMillis()).isEqualTo(hourAgo);
    }

    @Test
    void aLedgerThatWasTakenAwayFreezesTheClock() throws IOException {
        Daemon daemon = Daemon.start(configuration(data));
        daemon.stop();
        assertThat(OfflineRepository.audit(data).findings()).isEmpty();
        Daemon.start(configuration(data)).stop();
        try (Stream<Path> files = Files.list(data.resolve("ledger"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }

        Daemon.start(configuration(data)).stop();

        assertThat(OfflineRepository.clock(data).doubts()).containsExactly(Doubt.LEDGER_BEHIND);
        assertThat(OfflineRepository.audit(data).whole()).isFalse();
    }

    @Test
    void aTakenAddressIsSaidAndLeavesTheRepositoryFree(@TempDir Path other) throws IOException {
        try (Daemon first = Daemon.start(configuration(data))) {
            DaemonConfiguration clash =
                    configuration(other).withListen(ListenAddress.of(first.listenAddress()));
            assertThatThrownBy(() -> Daemon.start(clash))
                    .isInstanceOfSatisfying(
                            ProtocolException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
            DaemonConfiguration adminClash =
                    configuration(other).withAdmin(ListenAddress.of(first.adminAddress()));
            assertThatThrownBy(() -> Daemon.start(adminClash))
                    .isInstanceOfSatisfying(
                            ProtocolException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        }
        try (Daemon after = Daemon.start(configuration(other))) {
            assertThat(after.listenAddress()).isNotNull();
        }
    }

    @Test
    void aDirectoryWithOtherThingsInItIsLeftAlone() throws IOException {
        Files.writeString(data.resolve("thesis.txt"), "years of work");

        assertThatThrownBy(() -> Daemon.start(configuration(data)))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_A_REPOSITORY))
                .hasMessageContaining("thesis.txt");
        assertThat(data).isDirectoryNotContaining("glob:**.json");
    }

    @Test
    void aRebuiltIndexCountsTheSame() throws IOException {
        Daemon.start(configuration(data)).stop();

        assertThat(OfflineRepository.rebuildIndex(data))
                .isEqualTo(OfflineRepository.statistics(data));
    }

    @Test
    void whereTheAdminSideListensIsInAFileAsLongAsItDoes() throws IOException {
        Path file = data.resolve("admin-address");
        try (Daemon daemon = Daemon.start(configuration(data))) {
            assertThat(file).hasContent("127.0.0.1:" + daemon.adminAddress().getPort());
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void anAlarmReachesTheReceiverThatTheConfigurationNames() throws Exception {
        Daemon.start(configuration(data)).stop();
        Files.write(data.resolve("clock"), new byte[100]);
        BlockingQueue<String> got = new LinkedBlockingQueue<>();
        HttpServer receiver =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext(
                "/",
                exchange -> {
                    got.add(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        receiver.start();
        String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";

        try (Daemon daemon =
                Daemon.start(
                        configuration(data)
                                .withNotifications(
                                        new NotifyConfiguration(
                                                new WebhookConfiguration(url, null, 10),
                                                SmtpConfiguration.DEFAULT)))) {
            assertThat(got.poll(30, TimeUnit.SECONDS))
                    .contains("\"RAISED\"", "\"CLOCK_IN_DOUBT\"", "both copies")
                    .contains(daemon.directory().repositoryId().toString());
        } finally {
            receiver.stop(0);
        }
    }

    static DaemonConfiguration configuration(Path data) {
        return DaemonConfiguration.DEFAULT
                .withData(data)
                .withListen(new ListenAddress("127.0.0.1", 0))
                .withAdmin(new ListenAddress("127.0.0.1", 0));
    }
}
