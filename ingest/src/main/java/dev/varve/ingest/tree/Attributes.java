package dev.varve.ingest.tree;

import dev.varve.ingest.posix.DirectoryHandle;
import dev.varve.ingest.posix.FileName;
import dev.varve.ingest.posix.FileStatus;
import dev.varve.ingest.posix.FileType;
import dev.varve.ingest.posix.PosixException;
import java.util.Map;

/**
 * Gives a file that was made the attributes of its entry; what is not permitted here is a warning.
 * Safe for several threads.
 */
final class Attributes {
    private static final String ACL_PREFIX = "system.posix_acl_";

    /** A program must not run as another user than the one who owned it. */
    private static final int SET_ID_BITS = 06000;

    private final Warnings warnings;

    Attributes(Warnings warnings) {
        this.warnings = warnings;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws PosixException;
    }

    /**
     * In the order in which none undoes another: owner (which clears the set-id bits), attributes,
     * permissions, ACLs, time.
     *
     * @param name where the file stands now, perhaps not yet by its own name
     */
    void apply(DirectoryHandle directory, FileName name, TreeEntry entry) throws PosixException {
        FileStatus status = entry.status();
        FileStatus now = directory.status(name);
        boolean owned =
                (now.uid() == status.uid() && now.gid() == status.gid())
                        || permitted(
                                entry, () -> directory.owner(name, status.uid(), status.gid()));
        attributes(directory, name, entry, false);
        if (status.type() != FileType.SYMLINK) {
            int permissions = owned ? status.permissions() : status.permissions() & ~SET_ID_BITS;
            if (permissions != status.permissions()) {
                warnings.add(entry.name() + ": its set-id bits are left out, its owner is another");
            }
            permitted(entry, () -> directory.permissions(name, permissions));
        }
        attributes(directory, name, entry, true);
        directory.modified(name, status.modified());
    }

    private void attributes(DirectoryHandle directory, FileName name, TreeEntry entry, boolean acls)
            throws PosixException {
        for (Map.Entry<String, byte[]> attribute : entry.attributes().entrySet()) {
            if (attribute.getKey().startsWith(ACL_PREFIX) == acls) {
                permitted(
                        entry,
                        () ->
                                directory.setAttribute(
                                        name, attribute.getKey(), attribute.getValue()));
            }
        }
    }

    private boolean permitted(TreeEntry entry, Step step) throws PosixException {
        try {
            step.run();
            return true;
        } catch (PosixException e) {
            if (!e.notPermitted()) {
                throw e;
            }
            warnings.add(entry.name() + ": " + e.getMessage());
            return false;
        }
    }
}
