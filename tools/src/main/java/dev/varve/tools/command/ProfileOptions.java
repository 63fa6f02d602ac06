package dev.varve.tools.command;

import dev.varve.ingest.key.Secret;
import dev.varve.ingest.profile.Connection;
import dev.varve.ingest.profile.Profile;
import dev.varve.ingest.profile.SecretFile;
import dev.varve.protocol.rate.RateSchedule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of all commands that talk to a daemon. */
final class ProfileOptions {
    private static final int ASKING_SECONDS = 10;
    private static final int TRANSFER_SECONDS = 120;
    private static final String ENVIRONMENT = "VARVE_PROFILE";

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description =
                    "Connection settings and key, as client enroll wrote them. Default:"
                            + " $VARVE_PROFILE, then ~/.config/varve/profile.json.")
    @Nullable Path profile;

    @Option(
            names = "--to",
            paramLabel = "HOST:PORT",
            description = "The daemon, instead of the profile's.")
    @Nullable String endpoint;

    @Option(names = "--vault", paramLabel = "V", description = "The vault of the profile.")
    @Nullable String vault;

    @Option(
            names = "--unlock-key-file",
            paramLabel = "FILE",
            description = "Unlock with this key instead of the profile's.")
    @Nullable Path keyFile;

    @Option(
            names = "--unlock-passphrase-file",
            paramLabel = "FILE",
            description = "Unlock with the passphrase in the first line of FILE.")
    @Nullable Path passphraseFile;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description =
                    "How long to try again when the daemon is away. Default: 120 for backup and"
                            + " restore, 10 otherwise.")
    @Nullable Integer patienceSeconds;

    Profile read() throws IOException {
        return Profile.read(path()).with(endpoint, vault);
    }

    /** For one question and its answer. */
    Connection connect() throws IOException, InterruptedException {
        return connect(1, ASKING_SECONDS, RateSchedule.NONE);
    }

    /** For much that is read, by a command that has patience. */
    Connection connect(int streams) throws IOException, InterruptedException {
        return connect(streams, new RateOptions());
    }

    /** For a transfer, which outlives a daemon's restart. */
    Connection connect(int streams, RateOptions rate) throws IOException, InterruptedException {
        return connect(streams, TRANSFER_SECONDS, rate.limit);
    }

    private Connection connect(int streams, int seconds, RateSchedule rateLimit)
            throws IOException, InterruptedException {
        int patience = patienceSeconds == null ? seconds : patienceSeconds;
        return Connection.open(read(), streams, Duration.ofSeconds(patience), rateLimit);
    }

    Optional<Secret> secret() throws IOException {
        if (passphraseFile != null) {
            return Optional.of(SecretFile.passphrase(passphraseFile));
        }
        return keyFile == null ? Optional.empty() : Optional.of(SecretFile.key(keyFile));
    }

    private Path path() {
        if (profile != null) {
            return profile;
        }
        String said = System.getenv(ENVIRONMENT);
        if (said != null && !said.isEmpty()) {
            return Path.of(said);
        }
        String home = System.getenv("XDG_CONFIG_HOME");
        Path folder =
                home == null || home.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".config")
                        : Path.of(home);
        return folder.resolve("varve").resolve("profile.json");
    }
}
