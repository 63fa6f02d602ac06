package dev.varve.repo.store;

import com.google.protobuf.ByteString;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Entries that the ledger has to have of segments whose files are gone: owed from the batch that
 * empties a segment, settled when its file is deleted, or after a crash between at the next start.
 * Twice is harmless.
 */
final class DeletedSegments {
    private final VaultContext vault;

    DeletedSegments(VaultContext vault) {
        this.vault = vault;
    }

    void owe(long segmentId, IndexBatch batch) {
        batch.put(Family.CURSORS, key(segmentId), new byte[0]);
    }

    void enterResult(long segmentId, LedgerEntry result) throws IOException {
        vault.parts().retention().ledger().append(result);
        IndexBatch batch = vault.index().newBatch();
        paid(segmentId, batch);
        vault.index().write(batch);
    }

    /** Nothing of the segment is left to be told. */
    void paid(long segmentId, IndexBatch batch) {
        batch.delete(Family.CURSORS, key(segmentId));
        batch.delete(
                Family.LABELS,
                StoreKeys.label(vault.vaultNumber(), StoreKeys.SEGMENT_LABEL, segmentId));
        batch.delete(
                Family.LABELS,
                StoreKeys.label(vault.vaultNumber(), StoreKeys.SEGMENT_VERIFIED, segmentId));
    }

    /** Enters what is owed; of a segment that is still there the next pass does it. */
    void settleAll() throws IOException {
        Set<Long> existing =
                vault.records().segments().stream()
                        .map(SegmentInfo::segmentId)
                        .collect(Collectors.toSet());
        List<Long> gone = new ArrayList<>();
        vault.index()
                .scan(
                        Family.CURSORS,
                        StoreKeys.cursors(vault.vaultNumber(), StoreKeys.OWES_DELETED),
                        (key, value) -> {
                            long segmentId = StoreKeys.lastUid(key).low();
                            if (!existing.contains(segmentId)) {
                                gone.add(segmentId);
                            }
                            return true;
                        });
        for (long segmentId : gone) {
            enterResult(
                    segmentId,
                    LedgerEntry.newBuilder()
                            .setKind(LedgerKind.LEDGER_KIND_SEGMENT_DELETED)
                            .setActor("daemon")
                            .setVaultNumber(vault.vaultNumber())
                            .setVault(vault.vaultName())
                            .setSubject(subject(segmentId))
                            .setWhat(
                                    "segment "
                                            + segmentId
                                            + " was deleted before the daemon's last start")
                            .build());
        }
    }

    static ByteString subject(long segmentId) {
        return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(0, segmentId));
    }

    private byte[] key(long segmentId) {
        return StoreKeys.cursor(vault.vaultNumber(), StoreKeys.OWES_DELETED, new Uid(0, segmentId));
    }
}
