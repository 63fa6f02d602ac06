package dev.varve.perf.year;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.ObjectEntry;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.store.segment.RecordEntry;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the segments of a vault take, beside what of it is alive.
 *
 * @param fileBytes of all its segments, footers included
 * @param liveBytes of the records that hold an object that is referred to
 * @param exactLiveBytes the same, of a record of several objects only the share that is referred to
 */
record Space(long fileBytes, long liveBytes, double exactLiveBytes) {
    /** Above 1: waste. */
    double ratio() {
        return (double) fileBytes / liveBytes;
    }

    double exactRatio() {
        return fileBytes / exactLiveBytes;
    }

    /** All segments are sealed, and nothing works on the vault. */
    static Space of(House house, Path root, int vault) throws IOException {
        long fileBytes = 0;
        long liveBytes = 0;
        double exact = 0;
        for (SegmentInfo segment : house.records().segments()) {
            if (segment.vaultNumber() != vault) {
                continue;
            }
            fileBytes += Files.size(root.resolve(segment.file()));
            for (RecordEntry record : house.records().entries(segment.segmentId())) {
                double share = liveShare(house, vault, record);
                liveBytes += share > 0 ? record.location().lengthBytes() : 0;
                exact += share * record.location().lengthBytes();
            }
        }
        return new Space(fileBytes, liveBytes, exact);
    }

    private static double liveShare(House house, int vault, RecordEntry record) throws IOException {
        if (record.type() != RecordType.CHUNKS && record.type() != RecordType.NODE) {
            return 0;
        }
        ObjectKind kind = record.type() == RecordType.CHUNKS ? ObjectKind.CHUNK : ObjectKind.NODE;
        List<Id> ids = record.ids();
        List<@Nullable ObjectEntry> entries = house.index().objects(kind, vault, ids);
        long live =
                entries.stream()
                        .filter(entry ->
                                entry != null
                                        && entry.references() > 0
                                        && record.location().equals(entry.location()))
                        .count();
        return (double) live / ids.size();
    }
}
