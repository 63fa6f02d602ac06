package dev.varve.repo.store;

import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.LabelDocument;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.retention.Retention;
import dev.varve.repo.retention.label.Labels;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;

/** Labels of the points of one vault: they only grow. */
final class PointLabels {
    private final VaultContext vault;
    private final PointList points;
    private final ReentrantLock lock;

    PointLabels(VaultContext vault, PointList points, ReentrantLock lock) {
        this.vault = vault;
        this.points = points;
        this.lock = lock;
    }

    Label of(Uid id) throws IOException {
        return points.require(id).getLabel();
    }

    /** Joins {@code more} to what the point has: in the ledger first, durable on return. */
    void add(Uid id, Label more, String actor) throws IOException {
        lock.lock();
        try {
            PointDocument point = points.require(id);
            Label joined = Labels.join(point.getLabel(), more);
            if (joined.equals(point.getLabel())) {
                return;
            }
            vault.parts()
                    .retention()
                    .ledger()
                    .append(
                            LedgerEntry.newBuilder()
                                    .setKind(
                                            more.getHoldsCount() > 0
                                                    ? LedgerKind.LEDGER_KIND_HOLD
                                                    : LedgerKind.LEDGER_KIND_LABEL)
                                    .setActor(actor)
                                    .setVaultNumber(vault.vaultNumber())
                                    .setVault(vault.vaultName())
                                    .setSubject(point.getPointId())
                                    .setWhat("label of point " + id + ": " + words(joined))
                                    .setLabel(joined)
                                    .build());
            vault.appendDocument(
                    RecordType.LABEL,
                    id,
                    LabelDocument.newBuilder()
                            .setPointId(point.getPointId())
                            .setLabel(more)
                            .build()
                            .toByteArray());
        } finally {
            lock.unlock();
        }
    }

    void requireNothingLocked(String actor, String what) throws IOException {
        Retention retention = vault.parts().retention();
        points.forEach(
                true,
                point -> {
                    if (Labels.locked(point.getLabel(), retention.nowMillis())) {
                        retention.require(
                                point.getLabel(),
                                LedgerEntry.newBuilder()
                                        .setActor(actor)
                                        .setVaultNumber(vault.vaultNumber())
                                        .setVault(vault.vaultName())
                                        .setSubject(point.getPointId())
                                        .setWhat(what)
                                        .build());
                    }
                    return true;
                });
    }

    private static String words(Label label) {
        return Retention.word(label.getMode())
                + " until "
                + Instant.ofEpochMilli(label.getRetainUntilMillis())
                + (Labels.held(label) ? ", held" : "");
    }
}
