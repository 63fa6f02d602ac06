package dev.varve.repo.removal;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.retention.Retention;
import dev.varve.repo.store.Repository;
import dev.varve.repo.store.VaultStore;
import dev.varve.repo.vault.ClientDocument;
import dev.varve.repo.vault.DataDirectory;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes vaults, when nothing in them is locked: intent in the ledger, sessions given up, points
 * ended one by one, the mark (from there on the vault is gone), and then what follows from it.
 * Whatever is cut off can be asked for again; what follows is done at the next start, too.
 */
public final class VaultRemoval {
    private static final Logger LOGGER = LoggerFactory.getLogger(VaultRemoval.class);

    private final DataDirectory directory;
    private final Repository repository;
    private final Retention retention;

    /** One at a time. */
    private static final ReentrantLock LOCK = new ReentrantLock();

    public VaultRemoval(DataDirectory directory, Repository repository, Retention retention) {
        this.directory = directory;
        this.repository = repository;
        this.retention = retention;
    }

    /** What was done. */
    public record Removed(
            String vault, int number, int pointsEnded, int sessionsClosed, int clientsRevoked) {}

    /**
     * Deletes a vault, or does what is left of a deletion that was cut off.
     *
     * @param withPoints ends the points that there are
     * @throws ProtocolException VAULT_UNKNOWN; RETENTION_LOCKED, which is in the ledger;
     *     TARGET_NOT_EMPTY, in the ledger, too, when there are points, and {@code withPoints} is
     *     not set
     */
    public Removed delete(String name, boolean withPoints, String actor) throws IOException {
        LOCK.lock();
        try {
            Optional<VaultDocument> begun =
                    directory.vaults().unfinishedDeletions().stream()
                            .filter(vault -> vault.getName().equals(name))
                            .findFirst();
            if (begun.isPresent()) {
                int clients = finish(begun.get(), actor);
                return new Removed(name, begun.get().getVaultNumber(), 0, 0, clients);
            }
            return deleteLiving(directory.vaults().require(name), withPoints, actor);
        } finally {
            LOCK.unlock();
        }
    }

    /**
     * Does what a crash left of deletions whose mark is there. What cannot be done yet, such as an
     * entry in a ledger that takes none, is left to the next start, or to who asks again.
     */
    public void finishAll() throws IOException {
        LOCK.lock();
        try {
            for (VaultDocument deleted : directory.vaults().unfinishedDeletions()) {
                try {
                    finish(deleted, "daemon");
                } catch (IOException e) {
                    LOGGER.atWarn()
                            .addKeyValue("vault", deleted.getName())
                            .setCause(e)
                            .log("the deletion of a vault is not finished yet");
                }
            }
        } finally {
            LOCK.unlock();
        }
    }

    private Removed deleteLiving(VaultDocument vault, boolean withPoints, String actor)
            throws IOException {
        VaultStore store = repository.vault(vault);
        store.requireNothingLocked(actor, "delete vault " + vault.getName());
        int points = points(store).size();
        requireEmpty(vault, withPoints ? 0 : points, actor);
        enter(vault, actor, "is to be deleted, with " + points + " restore points");
        int sessions = store.shut();
        boolean marked = false;
        try {
            int ended = endPoints(store, vault, withPoints, actor);
            VaultDocument deleted =
                    directory.vaults().delete(vault.getName(), retention.nowMillis());
            marked = true;
            int clients = finish(deleted, actor);
            return new Removed(vault.getName(), vault.getVaultNumber(), ended, sessions, clients);
        } finally {
            if (!marked) {
                store.reopen();
            }
        }
    }

    /** No session is open any more, so that no point comes beside this. */
    private int endPoints(VaultStore store, VaultDocument vault, boolean withPoints, String actor)
            throws IOException {
        List<PointDocument> points = points(store);
        requireEmpty(vault, withPoints ? 0 : points.size(), actor);
        // The newest first: then each differs from one neighbour only.
        for (PointDocument point : points.reversed()) {
            store.expire(
                    Uid.of(point.getPointId().toByteArray()),
                    actor,
                    "vault " + vault.getName() + " is deleted");
        }
        return points.size();
    }

    private static List<PointDocument> points(VaultStore store) throws IOException {
        return store.listPoints(ListPoints.getDefaultInstance()).getPointsList();
    }

    private void requireEmpty(VaultDocument vault, int points, String actor) throws IOException {
        if (points > 0) {
            String why = "vault " + vault.getName() + " has " + points + " restore points";
            enter(
                    LedgerKind.LEDGER_KIND_REFUSED,
                    vault,
                    actor,
                    "delete vault " + vault.getName() + ": refused, " + why);
            throw new ProtocolException(
                    ErrorCode.TARGET_NOT_EMPTY,
                    why,
                    "End them first, or say --with-points to end them all.");
        }
    }

    /**
     * Each step again is harmless; one that a crash cut off comes twice into the ledger at most.
     */
    private int finish(VaultDocument deleted, String actor) throws IOException {
        repository.vault(deleted).appendVault(deleted);
        int clients = 0;
        for (ClientDocument client : directory.clients().list()) {
            if (client.vault().equals(deleted.getName())
                    && !client.revoked()
                    && nameIsFree(deleted)) {
                directory.clients().revoke(client.name());
                clients++;
            }
        }
        enter(deleted, actor, "is deleted, " + clients + " clients are revoked");
        directory.vaults().deletionFinished(deleted);
        return clients;
    }

    /** Else clients belong to a vault that came later: marks from segments can be that late. */
    private boolean nameIsFree(VaultDocument deleted) throws IOException {
        return directory.vaults().find(deleted.getName()).isEmpty();
    }

    /** Without a subject: entries of the kind that have one say what the vault's document is. */
    private void enter(VaultDocument vault, String actor, String what) throws IOException {
        enter(LedgerKind.LEDGER_KIND_VAULT, vault, actor, "vault " + vault.getName() + " " + what);
    }

    private void enter(LedgerKind kind, VaultDocument vault, String actor, String what)
            throws IOException {
        var _ =
                retention
                        .ledger()
                        .append(
                                LedgerEntry.newBuilder()
                                        .setKind(kind)
                                        .setActor(actor)
                                        .setVaultNumber(vault.getVaultNumber())
                                        .setVault(vault.getName())
                                        .setWhat(what)
                                        .build());
    }
}
