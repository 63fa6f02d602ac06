package dev.varve.repo.store;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.repo.index.ObjectEntry;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.store.segment.ReadResult;
import dev.varve.repo.store.segment.RecordEntry;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import dev.varve.repo.store.segment.SegmentClass;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares the places that the index knows with the tables of sealed data segments, without reading
 * data. The index counts how many entries of a segment are referred to; when so many rows of the
 * table are just where the index says, none of its entries for the segment points elsewhere. Only
 * in a segment where the numbers differ chunks are read, and only what fails then is a finding.
 * Confined to one thread.
 */
final class IndexPlaces {
    private final VaultContext vault;
    private final ChunkPlaces chunks;
    private final CheckFindings findings;
    private final List<Id> elsewhere = new ArrayList<>();
    private long matching;

    IndexPlaces(VaultContext vault, ChunkPlaces chunks, CheckFindings findings) {
        this.vault = vault;
        this.chunks = chunks;
        this.findings = findings;
    }

    /** One that is damaged otherwise was found so already. */
    void compare(SegmentInfo segment) throws IOException {
        if (!segment.sealed() || segment.segmentClass() != SegmentClass.DATA) {
            return;
        }
        try {
            count(segment.segmentId());
        } catch (NoSuchFileException e) {
            return;
        } catch (ProtocolException e) {
            if (e.code() != ErrorCode.DAMAGED) {
                throw e;
            }
            return;
        }
        if (matching != vault.index().liveEntries(segment.segmentId())) {
            chunks.suspect(segment.segmentId());
            for (Id id : elsewhere) {
                readElsewhere(id);
            }
        }
    }

    private void count(long segmentId) throws IOException {
        matching = 0;
        elsewhere.clear();
        for (RecordEntry record : vault.records().entries(segmentId)) {
            List<@Nullable ObjectEntry> entries =
                    vault.index().objects(ObjectKind.CHUNK, vault.vaultNumber(), record.ids());
            for (int i = 0; i < entries.size(); i++) {
                ObjectEntry entry = entries.get(i);
                if (entry == null || entry.references() == 0 || entry.location() == null) {
                    continue;
                }
                if (record.location().equals(entry.location()) && entry.entryNumber() == i) {
                    matching++;
                } else {
                    elsewhere.add(record.ids().get(i));
                }
            }
        }
    }

    private void readElsewhere(Id id) throws IOException {
        ReadResult read = vault.records().read(ObjectKind.CHUNK, vault.vaultNumber(), id);
        if (!(read instanceof ReadResult.Found)) {
            ObjectEntry entry = vault.index().object(ObjectKind.CHUNK, vault.vaultNumber(), id);
            if (entry != null && entry.location() != null) {
                findings.add(
                        "the index has another place than the segments",
                        "",
                        entry.location().offsetBytes(),
                        id);
            }
        }
    }
}
