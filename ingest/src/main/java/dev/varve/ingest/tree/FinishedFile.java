package dev.varve.ingest.tree;

import dev.varve.ingest.posix.FileStatus;
import dev.varve.ingest.posix.FileTime;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.ChunkList.Part;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file whose content is durable at the daemon, as the journal keeps it, big-endian:
 *
 * <pre>
 *  path hash (32) | size (8) | inode (8) | device (8) | mtime (8, 4) | ctime (8, 4) | n (4) | n times { id (32), bytes (8) }
 * </pre>
 */
record FinishedFile(
        Id path,
        long sizeBytes,
        long inode,
        long device,
        FileTime modified,
        FileTime changed,
        List<Part> parts) {
    private static final int HEADER_LENGTH = 32 + 3 * 8 + 2 * 12 + 4;
    private static final int PART_LENGTH = 40;

    /** A larger file is read again after a crash; what is there already is not sent again. */
    private static final int MOST_PARTS = ((1 << 20) - HEADER_LENGTH) / PART_LENGTH;

    /** Null when the file is too large for a unit. */
    static @Nullable FinishedFile of(Id path, FileContent content) {
        FileStatus status = content.status();
        return content.parts().size() > MOST_PARTS
                ? null
                : new FinishedFile(
                        path,
                        status.sizeBytes(),
                        status.inode(),
                        status.device(),
                        status.modified(),
                        status.changed(),
                        List.copyOf(content.parts()));
    }

    boolean fits(FileStatus status) {
        return sizeBytes == status.sizeBytes()
                && inode == status.inode()
                && device == status.device()
                && modified.equals(status.modified())
                && changed.equals(status.changed());
    }

    ByteBuffer encode() {
        ByteBuffer unit = ByteBuffer.allocate(HEADER_LENGTH + parts.size() * PART_LENGTH);
        unit.put(path.toBytes()).putLong(sizeBytes).putLong(inode).putLong(device);
        unit.putLong(modified.seconds()).putInt(modified.nanos());
        unit.putLong(changed.seconds()).putInt(changed.nanos()).putInt(parts.size());
        parts.forEach(part -> unit.put(part.id().toBytes()).putLong(part.rawBytes()));
        return unit.flip();
    }

    /** Null when the unit is not one of these. */
    static @Nullable FinishedFile decode(ByteBuffer unit) {
        try {
            Id path = id(unit);
            long size = unit.getLong();
            long inode = unit.getLong();
            long device = unit.getLong();
            FileTime modified = new FileTime(unit.getLong(), unit.getInt());
            FileTime changed = new FileTime(unit.getLong(), unit.getInt());
            int count = unit.getInt();
            if (count != unit.remaining() / PART_LENGTH) {
                return null;
            }
            List<Part> parts = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                parts.add(new Part(id(unit), unit.getLong()));
            }
            return new FinishedFile(path, size, inode, device, modified, changed, parts);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null; // a unit that another version wrote: the file is read again
        }
    }

    private static Id id(ByteBuffer unit) {
        byte[] bytes = new byte[Id.LENGTH];
        unit.get(bytes);
        return Id.at(bytes, 0);
    }
}
