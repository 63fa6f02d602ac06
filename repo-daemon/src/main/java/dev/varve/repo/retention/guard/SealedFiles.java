package dev.varve.repo.retention.guard;

import dev.varve.repo.io.inode.Inode;
import dev.varve.repo.io.inode.InodeFlags;
import dev.varve.repo.io.inode.InodeStatus;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * The segments of one repository as inodes. Both folders are opened once and kept, so that what
 * happens to the path above them changes nothing. Confined to the helper's thread.
 */
final class SealedFiles implements AutoCloseable {
    private final Map<SegmentFolder, Inode> folders = new EnumMap<>(SegmentFolder.class);

    private SealedFiles() {}

    static SealedFiles open(Inode root) throws IOException {
        SealedFiles files = new SealedFiles();
        try (Inode above = root.folder(SegmentFolder.ABOVE)) {
            for (SegmentFolder folder : SegmentFolder.values()) {
                files.folders.put(folder, above.folder(folder.folder()));
            }
            return files;
        } catch (IOException failed) {
            files.close();
            throw failed;
        }
    }

    /** What has the name is not one regular file of this name alone. */
    static final class NotASegmentException extends IOException {
        private static final long serialVersionUID = 1;

        NotASegmentException(String what) {
            super(what);
        }
    }

    /**
     * Opens a segment to look at it and to flag it.
     *
     * @throws NotASegmentException for a link, a device, a folder, a file with a second name
     */
    Inode open(SegmentRef segment) throws IOException {
        Inode folder = folder(segment);
        // Before it is opened: to open a device can be an act.
        requireSegment(segment, folder.statusOf(segment.fileName()));
        Inode file = folder.file(segment.fileName());
        try {
            requireSegment(segment, file.status());
            return file;
        } catch (IOException refused) {
            file.close();
            throw refused;
        }
    }

    /** The folder takes new names and gives none away from now on; durable with the next seal. */
    void freeze(SegmentFolder segmentFolder) throws IOException {
        Inode folder = folder(segmentFolder);
        InodeFlags flags = folder.flags();
        if (!flags.appendOnly()) {
            folder.setFlags(flags.withAppendOnly(true));
        }
    }

    /** Durable on return, and seen to be there. */
    void seal(SegmentRef segment, Inode file) throws IOException {
        file.sync();
        InodeFlags flags = file.flags();
        if (!flags.immutable()) {
            file.setFlags(flags.withImmutable(true));
        }
        file.sync();
        folder(segment).sync();
        if (!file.flags().immutable()) {
            throw new IOException(file + " did not keep its flag");
        }
    }

    /**
     * Deletes it. The folder gives names away only for as long as this takes; every other sealed
     * file in it is still held by its own flag.
     */
    void delete(SegmentRef segment, Inode file) throws IOException {
        Inode folder = folder(segment);
        InodeFlags before = folder.flags();
        if (before.appendOnly()) {
            folder.setFlags(before.withAppendOnly(false));
        }
        try {
            InodeFlags flags = file.flags();
            if (flags.immutable()) {
                file.setFlags(flags.withImmutable(false));
            }
            if (!file.status().sameInode(folder.statusOf(segment.fileName()))) {
                throw new NotASegmentException(segment + " became another file meanwhile");
            }
            folder.unlink(segment.fileName());
        } finally {
            if (before.appendOnly()) {
                folder.setFlags(folder.flags().withAppendOnly(true));
            }
        }
        folder.sync();
    }

    /** After a crash between an unlink and its record. */
    void syncFolder(SegmentRef segment) throws IOException {
        folder(segment).sync();
    }

    @Override
    public void close() {
        folders.values().forEach(Inode::close);
    }

    private static void requireSegment(SegmentRef segment, InodeStatus status)
            throws NotASegmentException {
        if (!status.regular()) {
            throw new NotASegmentException(segment + " is no regular file");
        }
        if (status.links() != 1) {
            throw new NotASegmentException(segment + " has " + status.links() + " names");
        }
    }

    private Inode folder(SegmentRef segment) {
        return folder(segment.folder());
    }

    private Inode folder(SegmentFolder segmentFolder) {
        Inode folder = folders.get(segmentFolder);
        if (folder == null) {
            throw new IllegalStateException("closed");
        }
        return folder;
    }
}
