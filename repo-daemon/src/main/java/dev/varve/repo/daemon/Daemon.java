package dev.varve.repo.daemon;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.config.DaemonConfiguration;
import dev.varve.repo.io.LockFile;
import dev.varve.repo.vault.DataDirectory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * One repository, served. Everything it opens is closed by {@link #stop}; several may run in one
 * process, each on its own directory.
 */
public final class Daemon implements AutoCloseable {
    private final DataDirectory directory;
    private final LockFile claim;

    private final InetSocketAddress listenAddress;
    private final InetSocketAddress adminAddress;

    private Daemon(
            DataDirectory directory,
            LockFile claim,
            InetSocketAddress listenAddress,
            InetSocketAddress adminAddress) {
        this.directory = directory;
        this.listenAddress = listenAddress;
        this.adminAddress = adminAddress;
        this.claim = claim;
    }

    /**
     * Opens or makes the repository, recovers what a crash left, and serves it when this returns.
     *
     * @throws ProtocolException CONFIGURATION, REPOSITORY_IN_USE, NOT_A_REPOSITORY, DAMAGED,
     *     UNAVAILABLE when an address is taken
     */
    public static Daemon start(DaemonConfiguration configuration) throws IOException {
        Path data = configuration.data();
        if (data == null) {
            throw new ProtocolException(
                    ErrorCode.CONFIGURATION,
                    "no data directory is set",
                    "Say --data DIR, or data: DIR in the configuration.");
        }
        DataDirectory directory = DataDirectory.openOrInitialise(data);
        return new Daemon(
                directory,
                directory.claim(),
                configuration.listen().resolve(),
                configuration.admin().resolve());
    }

    /** Where clients connect; the port that was taken when 0 was asked for. */
    public InetSocketAddress listenAddress() {
        return listenAddress;
    }

    /** Where health and metrics are served. */
    public InetSocketAddress adminAddress() {
        return adminAddress;
    }

    /** The files beside segments and index. */
    public DataDirectory directory() {
        return directory;
    }

    /**
     * Stops accepting, finishes commits under way, closes the index. Sessions stay open in the
     * repository, to be resumed. Again is harmless.
     */
    public void stop() throws IOException {
        claim.close();
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
