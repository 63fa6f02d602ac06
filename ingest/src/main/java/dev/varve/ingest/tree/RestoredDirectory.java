package dev.varve.ingest.tree;

import dev.varve.ingest.posix.FileName;
import org.jspecify.annotations.Nullable;

/**
 * A directory that the restore made or found, to be opened again later for links and attributes.
 * Compared by identity.
 */
final class RestoredDirectory {
    private final @Nullable RestoredDirectory parent;
    private final FileName name;
    private final @Nullable TreeEntry entry;
    private final int depth;

    /** The target itself. */
    RestoredDirectory() {
        parent = null;
        name = FileName.ROOT;
        entry = null;
        depth = 0;
    }

    RestoredDirectory(RestoredDirectory parent, TreeEntry entry) {
        this.parent = parent;
        this.name = entry.name();
        this.entry = entry;
        depth = parent.depth + 1;
    }

    /** Null for the target itself. */
    @Nullable RestoredDirectory parent() {
        return parent;
    }

    FileName name() {
        return name;
    }

    /** What it is in the image; null for the target itself. */
    @Nullable TreeEntry entry() {
        return entry;
    }

    /** Steps from the target. */
    int depth() {
        return depth;
    }
}
