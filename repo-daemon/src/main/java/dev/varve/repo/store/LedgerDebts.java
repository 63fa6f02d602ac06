package dev.varve.repo.store;

import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.IndexBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Entries that the ledger has to have of what is durable already: that a point was made, that it
 * ended. Owed from the moment the record is applied; settled before anybody hears of it, or after a
 * crash at the next start. Twice is harmless.
 */
final class LedgerDebts {
    private final VaultContext vault;

    LedgerDebts(VaultContext vault) {
        this.vault = vault;
    }

    /** Enters what is owed of all points of the vault. */
    void settleAll() throws IOException {
        List<Uid> owed = new ArrayList<>();
        vault.index()
                .scan(
                        Family.CURSORS,
                        StoreKeys.vault(vault.vaultNumber()),
                        (key, value) -> {
                            byte kind = StoreKeys.cursorKind(key);
                            if (kind == StoreKeys.OWES_POINT || kind == StoreKeys.OWES_EXPIRY) {
                                owed.add(StoreKeys.lastUid(key));
                            }
                            return true;
                        });
        for (Uid point : owed) {
            settle(point);
        }
    }

    /** Enters what is owed of a point, when anything is. */
    void settle(Uid point) throws IOException {
        byte[] made = StoreKeys.cursor(vault.vaultNumber(), StoreKeys.OWES_POINT, point);
        if (vault.index().get(Family.CURSORS, made) != null) {
            vault.parts().retention().ledger().append(made(point));
            paid(made);
        }
        byte[] ended = StoreKeys.cursor(vault.vaultNumber(), StoreKeys.OWES_EXPIRY, point);
        if (vault.index().get(Family.CURSORS, ended) != null) {
            vault.parts()
                    .retention()
                    .ledger()
                    .append(
                            entry(point, "daemon", "point " + point + " has expired")
                                    .setKind(LedgerKind.LEDGER_KIND_EXPIRY_DONE)
                                    .build());
            paid(ended);
        }
    }

    private LedgerEntry made(Uid id) throws IOException {
        PointDocument point = vault.point(id);
        if (point == null) {
            return entry(id, "daemon", "point " + id + " was committed, and expired since")
                    .setKind(LedgerKind.LEDGER_KIND_POINT)
                    .build();
        }
        return entry(id, "client " + point.getClient(), "point " + id + " was committed")
                .setKind(LedgerKind.LEDGER_KIND_POINT)
                .setLabel(point.getLabel())
                .setDigest(
                        com.google.protobuf.ByteString.copyFrom(
                                ReceiptSigner.sha256(point.toByteArray())))
                .build();
    }

    private LedgerEntry.Builder entry(Uid point, String actor, String what) {
        return LedgerEntry.newBuilder()
                .setActor(actor)
                .setVaultNumber(vault.vaultNumber())
                .setVault(vault.vaultName())
                .setSubject(PointImages.bytes(point))
                .setWhat(what);
    }

    private void paid(byte[] cursor) throws IOException {
        IndexBatch batch = vault.index().newBatch();
        batch.delete(Family.CURSORS, cursor);
        vault.index().write(batch);
    }
}
