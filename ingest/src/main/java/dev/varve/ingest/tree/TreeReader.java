package dev.varve.ingest.tree;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.pull.NodeFetcher;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.ChunkList;
import dev.varve.protocol.node.ChunkList.Part;
import dev.varve.protocol.node.Node;
import dev.varve.protocol.node.TreeIndex;
import dev.varve.protocol.node.TreePage;
import java.util.ArrayList;
import java.util.List;

/** Reads tree images: their entries, and the parts of their files. Safe for several threads. */
public final class TreeReader {
    /** So few that full pages, 60 KB each, are all kept until they are wanted. */
    private static final int MOST_BELOW = 128;

    private final NodeFetcher nodes;
    private final PageCodec pages;

    public TreeReader(NodeFetcher nodes, VaultCipher cipher) {
        this.nodes = nodes;
        pages = new PageCodec(cipher);
    }

    /** The root directory of the image with this root. */
    public TreeEntry root(Id root) throws ProtocolException, InterruptedException {
        if (!(nodes.get(root) instanceof TreePage page) || page.entries().size() != 1) {
            throw ByteReader.bad("node " + root + " is not the root of a tree image");
        }
        return pages.decode(page).getFirst();
    }

    /** The entries of a directory, in the order of their keys. */
    public List<TreeEntry> entries(Id directory) throws ProtocolException, InterruptedException {
        return switch (nodes.get(directory)) {
            case TreePage page -> pages.decode(page);
            case TreeIndex index -> entries(index);
            default -> throw ByteReader.bad("node " + directory + " is not a directory");
        };
    }

    /**
     * Gets the first nodes of these directories, and of those directly below, in one go each;
     * {@link #entries} then finds them at hand.
     */
    void prefetch(List<Id> directories) throws ProtocolException, InterruptedException {
        List<Id> below = new ArrayList<>();
        for (Node node : nodes.getAll(directories)) {
            if (node instanceof TreePage page) {
                page.entries().stream()
                        .filter(entry -> entry.refers() == TreePage.Refers.DIRECTORY)
                        .limit(MOST_BELOW - below.size())
                        .forEach(entry -> below.add(entry.references().getFirst()));
            }
        }
        List<Node> _ = nodes.getAll(below);
    }

    private List<TreeEntry> entries(TreeIndex index)
            throws ProtocolException, InterruptedException {
        List<TreeEntry> entries = new ArrayList<>();
        for (Node child :
                nodes.getAll(index.children().stream().map(TreeIndex.Child::id).toList())) {
            switch (child) {
                case TreePage page -> entries.addAll(pages.decode(page));
                case TreeIndex below when below.level() < index.level() ->
                        entries.addAll(entries(below));
                default -> throw ByteReader.bad("a directory index leads to something else");
            }
        }
        return entries;
    }

    /** The parts of a file in order, holes with the zero id; only for content in chunks. */
    public List<Part> parts(Content content) throws ProtocolException, InterruptedException {
        return switch (content) {
            case Content.Chunks(List<Part> parts) -> parts;
            case Content.Listed(Id id) -> parts(id, Integer.MAX_VALUE);
            default -> throw new IllegalArgumentException("no parts in " + content);
        };
    }

    private List<Part> parts(Id id, int below) throws ProtocolException, InterruptedException {
        if (!(nodes.get(id) instanceof ChunkList list) || list.level() >= below) {
            throw ByteReader.bad("node " + id + " is not the list that it should be");
        }
        if (list.level() == 0) {
            return list.parts();
        }
        List<Part> parts = new ArrayList<>();
        for (Part part : list.parts()) {
            parts.addAll(parts(part.id(), list.level()));
        }
        return parts;
    }
}
