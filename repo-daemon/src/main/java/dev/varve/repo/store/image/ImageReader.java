package dev.varve.repo.store.image;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.BlockPage;
import dev.varve.protocol.node.BlockRoot;
import dev.varve.protocol.node.Node;
import dev.varve.protocol.node.TreePage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads nodes of one side of a diff, each as the kind that its place asks for. The new side tells
 * the visitor what cannot be read; on the base side it is an error.
 */
final class ImageReader {
    private final NodeSource source;
    private final @Nullable DiffVisitor visitor;

    private ImageReader(NodeSource source, @Nullable DiffVisitor visitor) {
        this.source = source;
        this.visitor = visitor;
    }

    static ImageReader ofBase(NodeSource source) {
        return new ImageReader(source, null);
    }

    static ImageReader ofNew(NodeSource source, DiffVisitor visitor) {
        return new ImageReader(source, visitor);
    }

    /** Null: not readable, and the visitor knows. */
    @Nullable Node read(Position position, Id id) throws IOException {
        NodeSource.Answer answer = source.node(id);
        if (answer instanceof NodeSource.Answer.Found found) {
            return found.node();
        }
        if (visitor == null) {
            throw unreadableBase(id, answer);
        }
        visitor.unreadable(position, id, answer);
        return null;
    }

    @Nullable BlockRoot blockRoot(Id id) throws IOException {
        Node node = read(Position.Root.INSTANCE, id);
        return node == null ? null : require(BlockRoot.class, node, id);
    }

    @Nullable BlockPage blockPage(int level, long number, Id id) throws IOException {
        Node node = read(new Position.Page(level, number), id);
        if (node == null) {
            return null;
        }
        BlockPage page = require(BlockPage.class, node, id);
        if (page.level() != level) {
            throw misplaced(id, "is a page of level " + page.level() + " at level " + level);
        }
        return page;
    }

    @Nullable TreePage treeRoot(Id id) throws IOException {
        Node node = read(Position.Root.INSTANCE, id);
        if (node == null) {
            return null;
        }
        TreePage page = require(TreePage.class, node, id);
        if (page.entries().size() != 1
                || page.entries().getFirst().key() != 0
                || page.entries().getFirst().refers() != TreePage.Refers.DIRECTORY) {
            throw misplaced(
                    id, "is the root of a tree but has not one entry, a directory of key 0");
        }
        return page;
    }

    static ProtocolException misplaced(Id id, String what) {
        return new ProtocolException(
                ErrorCode.BAD_MESSAGE,
                "node " + id + " " + what,
                "The image was not built by the rules of docs/formats/node.md.");
    }

    static <T extends Node> T require(Class<T> type, Node node, Id id) throws ProtocolException {
        if (!type.isInstance(node)) {
            throw misplaced(
                    id,
                    "is a "
                            + node.getClass().getSimpleName()
                            + " where a "
                            + type.getSimpleName()
                            + " belongs");
        }
        return type.cast(node);
    }

    static ProtocolException unreadableBase(Id id, NodeSource.Answer answer) {
        String what =
                answer instanceof NodeSource.Answer.Damaged damaged ? damaged.what() : "is absent";
        return new ProtocolException(
                ErrorCode.DAMAGED,
                "node " + id + " of the base image cannot be read: " + what,
                "Run a check of this chain; a backup under a new chain name does not need the base.");
    }
}
