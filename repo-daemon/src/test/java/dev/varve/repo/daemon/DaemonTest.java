package dev.varve.repo.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.config.DaemonConfiguration;
import dev.varve.repo.config.ListenAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    static DaemonConfiguration configuration(Path data) {
        return DaemonConfiguration.DEFAULT
                .withData(data)
                .withListen(new ListenAddress("127.0.0.1", 0))
                .withAdmin(new ListenAddress("127.0.0.1", 0));
    }
}
