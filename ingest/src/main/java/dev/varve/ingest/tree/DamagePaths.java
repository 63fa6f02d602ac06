package dev.varve.ingest.tree;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a check of the daemon found into paths: it names entries by the keys of their names,
 * which only the holder of the vault's key can tell. Safe for several threads.
 */
public final class DamagePaths {
    private final TreeReader reader;
    private final VaultCipher cipher;

    public DamagePaths(TreeReader reader, VaultCipher cipher) {
        this.reader = reader;
        this.cipher = cipher;
    }

    /**
     * The path in the image with this root, slashes between names as {@link TreeWalks} has them.
     * Where names cannot be read, because the damage is above them, the path ends in {@code /?}.
     *
     * @param keys entry keys from the root down, 8 bytes each, big-endian; a first key of zero is
     *     the root directory itself
     */
    public String path(Id root, byte[] keys) throws ProtocolException, InterruptedException {
        ByteBuffer left = ByteBuffer.wrap(keys);
        StringBuilder path = new StringBuilder("/");
        try {
            TreeEntry at = reader.root(root);
            if (left.remaining() >= Long.BYTES && left.getLong(0) == 0) {
                left.getLong();
            }
            while (left.remaining() >= Long.BYTES) {
                TreeEntry child = child(at, left.getLong());
                if (child == null) {
                    return unreadable(path);
                }
                path.append(path.length() > 1 ? "/" : "").append(child.name());
                at = child;
            }
        } catch (ProtocolException e) {
            if (e.code() != ErrorCode.DAMAGED) {
                throw e;
            }
            return unreadable(path);
        }
        return path.toString();
    }

    private @Nullable TreeEntry child(TreeEntry directory, long key)
            throws ProtocolException, InterruptedException {
        if (!(directory.content() instanceof Content.Directory(Id node))) {
            return null;
        }
        for (TreeEntry entry : reader.entries(node)) {
            if (cipher.entryKey(entry.name().toBytes()) == key) {
                return entry;
            }
        }
        return null;
    }

    private static String unreadable(StringBuilder path) {
        return path.append(path.length() > 1 ? "/?" : "?").toString();
    }
}
