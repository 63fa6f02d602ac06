package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.key.Secret;
import dev.varve.ingest.posix.FileName;
import dev.varve.ingest.profile.Connection;
import dev.varve.ingest.pull.NodeFetcher;
import dev.varve.ingest.tree.TreeEntry;
import dev.varve.ingest.tree.TreeReader;
import dev.varve.ingest.tree.TreeWalks;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.model.Id;
import dev.varve.tools.output.Output;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A tree image opened for reading, at one of its paths. */
record TreeImage(VaultCipher cipher, TreeReader reader, TreeWalks walks, TreeEntry entry) {
    /**
     * Opens {@code POINT[:PATH]}.
     *
     * @throws ProtocolException POINT_UNKNOWN, WRONG_KEY; USAGE for the image of a volume
     */
    static TreeImage open(
            Connection connection, Optional<Secret> secret, String place, @Nullable String chain)
            throws ProtocolException, InterruptedException {
        PointName.ChosenPath chosen = new PointName(connection.client()).choosePath(place, chain);
        return open(connection, secret, chosen);
    }

    static TreeImage open(
            Connection connection, Optional<Secret> secret, PointName.ChosenPath chosen)
            throws ProtocolException, InterruptedException {
        if (chosen.chosen().image().getKind() != ImageKind.IMAGE_KIND_TREE) {
            throw VarveCommand.usage(
                    "the image of chain " + chosen.chosen().image().getChain() + " is a volume",
                    "varve cat and varve restore read volumes");
        }
        VaultCipher cipher = connection.unlock(secret);
        TreeReader reader = new TreeReader(new NodeFetcher(connection.client()), cipher);
        TreeWalks walks = new TreeWalks(reader);
        TreeEntry root = reader.root(Id.at(chosen.chosen().image().getRoot().toByteArray(), 0));
        return new TreeImage(cipher, reader, walks, walks.resolve(root, chosen.path()));
    }

    static ObjectNode describe(TreeEntry entry) {
        ObjectNode object =
                Output.object()
                        .put("name", entry.name().toString())
                        .put("type", type(entry))
                        .put(
                                "mode",
                                String.format(Locale.ROOT, "%04o", entry.status().permissions()))
                        .put("uid", entry.status().uid())
                        .put("gid", entry.status().gid())
                        .put("sizeBytes", entry.status().sizeBytes())
                        .put("modifiedSeconds", entry.status().modified().seconds())
                        .put("modifiedNanos", entry.status().modified().nanos());
        if (entry.linkTarget().length > 0) {
            object.put("linkTarget", linkTarget(entry));
        }
        return object;
    }

    static String type(TreeEntry entry) {
        return switch (entry.status().type()) {
            case REGULAR -> "file";
            case DIRECTORY -> "directory";
            case SYMLINK -> "link";
            case CHARACTER_DEVICE -> "character";
            case BLOCK_DEVICE -> "block";
            case FIFO -> "fifo";
            case SOCKET -> "socket";
        };
    }

    static String linkTarget(TreeEntry entry) {
        return FileName.printable(entry.linkTarget());
    }
}
