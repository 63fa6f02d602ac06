package dev.varve.repo.store.image;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where an entry of a tree is: its key under the path of its directory. The image's root directory
 * has no parent and the key 0.
 */
public record TreePath(@Nullable TreePath parent, long key, int depth) {
    /** Directories within directories; a client cannot make the daemon go deeper. */
    public static final int MAX_DEPTH = 4096;

    static TreePath root(long key) {
        return new TreePath(null, key, 0);
    }

    TreePath child(long childKey) {
        return new TreePath(this, childKey, depth + 1);
    }

    /** Keys from below the root directory down to this entry, 8 bytes each, big-endian. */
    public byte[] toKeys() {
        ByteBuffer keys = ByteBuffer.allocate(depth * Long.BYTES);
        TreePath at = this;
        while (at.parent != null) {
            keys.putLong((at.depth - 1) * Long.BYTES, at.key);
            at = at.parent;
        }
        return keys.array();
    }
}
