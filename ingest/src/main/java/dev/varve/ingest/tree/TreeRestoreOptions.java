package dev.varve.ingest.tree;

import java.nio.file.Path;

/**
 * What a tree restore writes.
 *
 * @param target a directory; made when it is not there
 * @param path what to restore, from the root of the image, slashes between names as {@code varve
 *     ls} shows them; empty: all. It appears in the target under its own name
 * @param streams lanes at once
 */
public record TreeRestoreOptions(Path target, String path, Overwrite overwrite, int streams) {
    public TreeRestoreOptions {
        if (streams < 1 || streams > 64) {
            throw new IllegalArgumentException("streams " + streams + " is not in 1 to 64");
        }
    }
}
