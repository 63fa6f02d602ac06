package dev.varve.repo.daemon;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Statistics;
import dev.varve.repo.config.DaemonConfiguration;
import dev.varve.repo.index.RocksIndex;
import dev.varve.repo.io.FileStorageDirectory;
import dev.varve.repo.io.LockFile;
import dev.varve.repo.io.StorageDirectory;
import dev.varve.repo.retention.Retention;
import dev.varve.repo.retention.clock.ClockStatus;
import dev.varve.repo.retention.clock.RetentionClock;
import dev.varve.repo.retention.guard.GuardAudit;
import dev.varve.repo.retention.guard.GuardLevel;
import dev.varve.repo.retention.guard.GuardStatus;
import dev.varve.repo.retention.guard.SocketGuard;
import dev.varve.repo.retention.ledger.Checkpoints;
import dev.varve.repo.retention.ledger.LedgerAudit;
import dev.varve.repo.vault.DataDirectory;
import dev.varve.repo.vault.HouseIdentity;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Work on a repository that no daemon serves. Each call claims the repository for itself, but for
 * {@link #clock}, which only looks.
 */
public final class OfflineRepository {
    private OfflineRepository() {}

    /**
     * Opens the repository, recovers it, counts, and closes it.
     *
     * @throws ProtocolException REPOSITORY_IN_USE, NOT_A_REPOSITORY, DAMAGED
     */
    public static Statistics statistics(Path data) throws IOException {
        DataDirectory directory = DataDirectory.open(data);
        try (LockFile _ = directory.claim()) {
            return count(directory);
        }
    }

    /**
     * Throws the index away and derives it anew from the segments alone. A crash in the middle
     * loses nothing: the next start goes on from there.
     *
     * @throws ProtocolException REPOSITORY_IN_USE, NOT_A_REPOSITORY, DAMAGED
     */
    public static Statistics rebuildIndex(Path data) throws IOException {
        DataDirectory directory = DataDirectory.open(data);
        try (LockFile _ = directory.claim()) {
            RocksIndex.delete(OpenedStore.index(directory));
            return count(directory);
        }
    }

    /**
     * What the retention clock's record says; beside a running daemon, too.
     *
     * @throws ProtocolException NOT_A_REPOSITORY, DAMAGED
     */
    public static ClockStatus clock(Path data) throws IOException {
        DataDirectory directory = DataDirectory.open(data);
        return RetentionClock.read(
                RetentionClock.slots(directory.root()),
                directory.keys().receipt(),
                directory.repositoryId());
    }

    /**
     * Proves the ledger from its files; beside a running daemon, too.
     *
     * @throws ProtocolException NOT_A_REPOSITORY
     */
    public static LedgerAudit.Result audit(Path data) throws IOException {
        DataDirectory directory = DataDirectory.open(data);
        return LedgerAudit.run(
                directory.root(),
                new Checkpoints(
                        directory.root(), directory.repositoryId(), directory.keys().receipt()),
                RetentionClock.readLedger(
                        RetentionClock.slots(directory.root()),
                        directory.keys().receipt(),
                        directory.repositoryId()));
    }

    /** How far sealed segments are guarded, and what the flags say of it. */
    public record Guarded(GuardStatus status, GuardAudit.Result audit) {}

    /**
     * Looks at the guard; beside a running daemon, too.
     *
     * @param socket where the helper is asked; null: it is not
     * @throws ProtocolException NOT_A_REPOSITORY
     */
    public static Guarded guard(Path data, @Nullable Path socket) throws IOException {
        HouseIdentity house = HouseIdentity.read(data);
        StorageDirectory files = new FileStorageDirectory(data);
        GuardStatus status =
                socket == null
                        ? new GuardStatus(
                                GuardLevel.NONE, "the helper was not asked: name its socket")
                        : SocketGuard.ofCommand(files, socket, System::nanoTime).probe();
        return new Guarded(status, GuardAudit.look(data, house.repositoryId()));
    }

    private static Statistics count(DataDirectory directory) throws IOException {
        try (OpenedStore store =
                OpenedStore.open(
                        directory,
                        new FileStorageDirectory(directory.root()),
                        DaemonConfiguration.DEFAULT,
                        Retention.offline(clock(directory.root())))) {
            return store.repository().statistics();
        }
    }
}
