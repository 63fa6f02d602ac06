package dev.varve.repo.store.segment;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.Index;
import dev.varve.repo.index.ObjectEntry;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads single records. Safe for several threads. */
final class RecordReads {
    private final Uid repositoryId;
    private final Index index;
    private final SegmentCatalog catalog;
    private final SegmentFiles files;

    RecordReads(Uid repositoryId, Index index, SegmentCatalog catalog, SegmentFiles files) {
        this.repositoryId = repositoryId;
        this.index = index;
        this.catalog = catalog;
        this.files = files;
    }

    ReadResult read(ObjectKind kind, int vaultNumber, Id id) throws IOException {
        ObjectEntry entry = index.object(kind, vaultNumber, id);
        while (true) {
            ReadResult result = read(kind, vaultNumber, id, entry);
            if (!(result instanceof ReadResult.Damaged)) {
                return result;
            }
            // Compaction may have moved it between the look-up and the reading.
            ObjectEntry now = index.object(kind, vaultNumber, id);
            if (now == null || entry == null || now.location() == null || now.equals(entry)) {
                return result;
            }
            entry = now;
        }
    }

    private ReadResult read(ObjectKind kind, int vaultNumber, Id id, @Nullable ObjectEntry entry)
            throws IOException {
        if (entry == null) {
            return new ReadResult.Absent();
        }
        RecordLocation location = entry.location();
        if (location == null) {
            return new ReadResult.Damaged(
                    new SegmentFinding(
                            0, vaultNumber, "", 0, "its segment is lost", kind, List.of(id)));
        }
        ReadResult result = read(location);
        if (result instanceof ReadResult.Damaged damaged) {
            return new ReadResult.Damaged(damaged.finding().withIds(kind, List.of(id)));
        }
        return result instanceof ReadResult.Found found && !names(found, entry, id)
                ? new ReadResult.Absent()
                : result;
    }

    /** The index knows 20 bytes of an id; the record knows all of it. */
    private static boolean names(ReadResult.Found found, ObjectEntry entry, Id id) {
        StoredRecord record = found.record();
        return entry.entryNumber() < record.header().entryCount()
                && record.entryId(entry.entryNumber()).equals(id);
    }

    ReadResult read(RecordLocation location) throws IOException {
        SegmentInfo segment = catalog.find(location.segmentId());
        if (segment == null) {
            return damaged(null, location, "the segment is missing or unreadable");
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(location.lengthBytes()).order(ByteOrder.LITTLE_ENDIAN);
        try (SegmentFiles.Lease lease = files.lease(segment.file())) {
            lease.file().read(bytes, location.offsetBytes());
        } catch (NoSuchFileException e) {
            return damaged(segment, location, "the file is missing");
        } catch (ProtocolException | FileSystemException e) {
            // Closing, or out of files: that says nothing about the record.
            throw e;
        } catch (IOException e) {
            return damaged(segment, location, "the disk does not give it: " + e.getMessage());
        }
        bytes.flip();
        return switch (check(bytes, 0, location)) {
            case RecordCheck.Good(var header) ->
                    new ReadResult.Found(
                            new StoredRecord(segment.vaultNumber(), location, header, bytes));
            case RecordCheck.Bad bad -> damaged(segment, location, bad.what());
        };
    }

    /** Checks the record that should lie at {@code at} of the buffer. */
    RecordCheck check(ByteBuffer bytes, int at, RecordLocation location) {
        PlaceChecksum place = new PlaceChecksum(repositoryId, location.segmentId());
        RecordCheck check = RecordCheck.whole(bytes, at, location.offsetBytes(), place);
        if (check instanceof RecordCheck.Good good
                && good.header().totalLength() != location.lengthBytes()) {
            return new RecordCheck.Bad("a record has not the length that the index knows", null);
        }
        return check;
    }

    ReadResult.Damaged damaged(
            @Nullable SegmentInfo segment, RecordLocation location, String what) {
        return new ReadResult.Damaged(
                new SegmentFinding(
                        location.segmentId(),
                        segment == null ? 0 : segment.vaultNumber(),
                        segment == null ? Long.toHexString(location.segmentId()) : segment.file(),
                        location.offsetBytes(),
                        what,
                        ObjectKind.NODE,
                        List.of()));
    }
}
