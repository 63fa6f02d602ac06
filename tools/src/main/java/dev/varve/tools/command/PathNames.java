package dev.varve.tools.command;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.key.Secret;
import dev.varve.ingest.profile.Connection;
import dev.varve.ingest.pull.NodeFetcher;
import dev.varve.ingest.tree.Content;
import dev.varve.ingest.tree.TreeEntry;
import dev.varve.ingest.tree.TreeReader;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns the keys by which a daemon names an entry of a tree into the path, which only a client can.
 * Where the way to the entry cannot be read (it may be what is damaged), what is left of the keys
 * stands in the path's place.
 */
final class PathNames {
    private final Connection connection;
    private final Optional<Secret> secret;
    private final Map<Uid, PointDocument> points = new HashMap<>();
    private @Nullable VaultCipher cipher;
    private @Nullable TreeReader reader;

    PathNames(Connection connection, Optional<Secret> secret) {
        this.connection = connection;
        this.secret = secret;
    }

    /**
     * The path, without a slash before it.
     *
     * @param keys 8 bytes for each entry from the root directory (key 0) down
     */
    String path(Uid point, String chain, byte[] keys) throws InterruptedException {
        ByteBuffer left = ByteBuffer.wrap(keys);
        StringBuilder path = new StringBuilder();
        try {
            TreeReader tree = open();
            TreeEntry at = tree.root(root(point, chain));
            if (left.remaining() >= Long.BYTES && left.getLong(left.position()) == 0) {
                left.getLong();
            }
            while (left.remaining() >= Long.BYTES
                    && at.content() instanceof Content.Directory(Id node)) {
                TreeEntry next = child(tree, node, left.getLong(left.position()));
                if (next == null) {
                    break;
                }
                left.getLong();
                path.append(path.isEmpty() ? "" : "/").append(next.name());
                at = next;
            }
        } catch (ProtocolException e) {
            path.append(path.isEmpty() ? "" : "/").append("(unreadable)");
        }
        if (left.hasRemaining()) {
            path.append("/key:")
                    .append(HexFormat.of().formatHex(keys, left.position(), keys.length));
        }
        return path.isEmpty() ? "." : path.toString();
    }

    private @Nullable TreeEntry child(TreeReader tree, Id directory, long key)
            throws ProtocolException, InterruptedException {
        VaultCipher names = cipher;
        if (names == null) {
            throw new IllegalStateException("opened before");
        }
        for (TreeEntry entry : tree.entries(directory)) {
            if (names.entryKey(entry.name().toBytes()) == key) {
                return entry;
            }
        }
        return null;
    }

    private TreeReader open() throws ProtocolException {
        if (reader == null) {
            cipher = connection.unlock(secret);
            reader = new TreeReader(new NodeFetcher(connection.client()), cipher);
        }
        return reader;
    }

    private Id root(Uid point, String chain) throws ProtocolException, InterruptedException {
        if (points.isEmpty()) {
            for (PointDocument each :
                    connection
                            .client()
                            .listPoints(ListPoints.getDefaultInstance())
                            .getPointsList()) {
                points.put(Uid.of(each.getPointId().toByteArray()), each);
            }
        }
        PointDocument document = points.get(point);
        if (document != null) {
            for (PointImage image : document.getImagesList()) {
                if (image.getChain().equals(chain)) {
                    return Id.at(image.getRoot().toByteArray(), 0);
                }
            }
        }
        throw VarveCommand.usage("no image of " + chain + " in " + point, "");
    }
}
