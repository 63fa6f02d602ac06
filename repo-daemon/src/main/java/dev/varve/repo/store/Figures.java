package dev.varve.repo.store;

import dev.varve.protocol.message.Statistics;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.Index;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.store.segment.RecordStore;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import java.io.IOException;

/**
 * Counts what a vault, or the whole repository, holds. Reads the whole index: not for every day.
 */
final class Figures {
    private static final int ALL_VAULTS = -1;

    private final RecordStore records;
    private final Index index;

    Figures(RecordStore records, Index index) {
        this.records = records;
        this.index = index;
    }

    Statistics ofAll() throws IOException {
        return of(ALL_VAULTS);
    }

    Statistics of(int vaultNumber) throws IOException {
        Statistics.Builder figures = Statistics.newBuilder();
        byte[] prefix = vaultNumber == ALL_VAULTS ? new byte[0] : StoreKeys.vault(vaultNumber);
        index.scan(
                Family.POINTS,
                prefix,
                (key, value) -> {
                    figures.setPoints(figures.getPoints() + 1);
                    return true;
                });
        index.scanObjects(
                ObjectKind.CHUNK,
                vaultNumber,
                (vault, id, entry) -> {
                    figures.setChunks(figures.getChunks() + 1);
                    figures.setReferences(figures.getReferences() + entry.references());
                    if (entry.references() > 0) {
                        figures.setReferencedChunks(figures.getReferencedChunks() + 1);
                    }
                    return true;
                });
        index.scanObjects(
                ObjectKind.NODE,
                vaultNumber,
                (vault, id, entry) -> {
                    figures.setNodes(figures.getNodes() + 1);
                    return true;
                });
        for (SegmentInfo segment : records.segments()) {
            if (vaultNumber == ALL_VAULTS || segment.vaultNumber() == vaultNumber) {
                figures.setSegments(figures.getSegments() + 1);
                figures.setStoredBytes(figures.getStoredBytes() + segment.recordBytes());
            }
        }
        return figures.build();
    }
}
