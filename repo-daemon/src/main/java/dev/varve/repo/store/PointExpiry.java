package dev.varve.repo.store;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ExpiredImage;
import dev.varve.protocol.message.ExpiryDocument;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.Family;
import dev.varve.repo.retention.Retention;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends points of one vault. What it costs follows what the point differs from its neighbours by.
 * Under the lock of the vault's commits: between looking at the neighbours and the record of the
 * end no chain moves.
 */
final class PointExpiry {
    private static final Logger LOGGER = LoggerFactory.getLogger(PointExpiry.class);

    private final VaultContext vault;
    private final PointList points;
    private final LedgerDebts debts;
    private final ReentrantLock lock;

    PointExpiry(VaultContext vault, PointList points, ReentrantLock lock) {
        this.vault = vault;
        this.points = points;
        this.debts = new LedgerDebts(vault);
        this.lock = lock;
    }

    /**
     * Ends the point when its label allows it: intent in the ledger, record of the end (from its
     * fsync on the point is gone), counts, result in the ledger. After a crash the rest is done at
     * the next start.
     *
     * @throws ProtocolException POINT_UNKNOWN; RETENTION_LOCKED, which is in the ledger, too
     */
    void expire(Uid id, String actor, String why) throws IOException {
        lock.lock();
        try {
            PointDocument point = points.require(id);
            Retention retention = vault.parts().retention();
            LedgerEntry attempt = entry(point, actor, "delete point " + id + " (" + why + ")");
            retention.require(point.getLabel(), attempt);
            countWhatIsOwed(id);
            retention
                    .ledger()
                    .append(
                            attempt.toBuilder()
                                    .setKind(LedgerKind.LEDGER_KIND_EXPIRY_INTENT)
                                    .setLabel(point.getLabel())
                                    .build());
            vault.appendDocument(
                    RecordType.EXPIRY, id, document(id, point, why).build().toByteArray());
            finish(id);
        } finally {
            lock.unlock();
        }
    }

    private LedgerEntry entry(PointDocument point, String actor, String what) {
        return LedgerEntry.newBuilder()
                .setActor(actor)
                .setVaultNumber(vault.vaultNumber())
                .setVault(vault.vaultName())
                .setSubject(point.getPointId())
                .setWhat(what)
                .build();
    }

    /** A crash may have come before the point was counted whole. */
    private void countWhatIsOwed(Uid id) throws IOException {
        try {
            vault.counting().count(vault.vaultNumber(), id);
        } catch (UncountableException e) {
            damaged(id, e);
        } catch (ProtocolException e) {
            requireDamage(e);
            damaged(id, e);
        }
    }

    private void finish(Uid id) throws IOException {
        try {
            vault.counting().expire(vault.vaultNumber(), id);
        } catch (UncountableException e) {
            damaged(id, e);
        } catch (ProtocolException e) {
            requireDamage(e);
            damaged(id, e);
        }
        debts.settle(id);
    }

    private static void requireDamage(ProtocolException e) throws ProtocolException {
        if (e.code() != ErrorCode.DAMAGED) {
            throw e;
        }
    }

    /**
     * Damaged points can be ended, too; what they alone used is found by an audit of the counts.
     */
    private void damaged(Uid id, IOException e) {
        LOGGER.atWarn()
                .addKeyValue("vault", vault.vaultName())
                .addKeyValue("pointId", id)
                .setCause(e)
                .log("the counts of an ended point stand until its damage is healed or audited");
    }

    private ExpiryDocument.Builder document(Uid id, PointDocument point, String why)
            throws IOException {
        ExpiryDocument.Builder expiry =
                ExpiryDocument.newBuilder()
                        .setPointId(point.getPointId())
                        .setWhy(why)
                        .setExpiredMillis(vault.parts().retention().nowMillis());
        for (PointImage image : point.getImagesList()) {
            ChainHead earlier = neighbour(image.getChain(), id, false);
            ChainHead later = neighbour(image.getChain(), id, true);
            expiry.addImages(
                    ExpiredImage.newBuilder()
                            .setChain(image.getChain())
                            .setKind(image.getKind())
                            .setRoot(image.getRoot())
                            .setEarlierPointId(
                                    earlier == null
                                            ? ByteString.EMPTY
                                            : PointImages.bytes(earlier.point()))
                            .setEarlierRoot(rootOf(earlier))
                            .setLaterRoot(rootOf(later)));
        }
        return expiry;
    }

    private static ByteString rootOf(@Nullable ChainHead head) {
        return head == null ? ByteString.EMPTY : head.image().getRoot();
    }

    /** The next point of the chain in a direction; null at its end. */
    private @Nullable ChainHead neighbour(String chain, Uid id, boolean later) throws IOException {
        Uid[] found = new Uid[1];
        vault.index()
                .scanBehind(
                        Family.CHAIN_POINTS,
                        StoreKeys.chainPoints(vault.vaultNumber(), chain),
                        StoreKeys.chainPoint(vault.vaultNumber(), chain, id),
                        later,
                        (key, value) -> {
                            found[0] = StoreKeys.lastUid(key);
                            return false;
                        });
        PointDocument point = found[0] == null ? null : vault.point(found[0]);
        if (point == null) {
            return null;
        }
        return point.getImagesList().stream()
                .filter(image -> image.getChain().equals(chain))
                .findFirst()
                .map(image -> new ChainHead(found[0], image))
                .orElse(null);
    }
}
