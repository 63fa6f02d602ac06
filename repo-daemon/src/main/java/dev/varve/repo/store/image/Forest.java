package dev.varve.repo.store.image;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.BlockPage;
import dev.varve.protocol.node.BlockRoot;
import dev.varve.protocol.node.ChunkList;
import dev.varve.protocol.node.Node;
import dev.varve.protocol.node.TreeIndex;
import dev.varve.protocol.node.TreePage;
import dev.varve.repo.index.ObjectKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Goes down the pages of one position on both sides at once, level by level from the highest. Equal
 * ids of a level cancel, as often as both sides have them, unread: what is below them is equal,
 * too.
 */
final class Forest {
    /**
     * A page and what the page above says of it.
     *
     * @param owner which of the tops it stands under
     * @param expected last key (directory) or raw bytes (chunk list) that the page above tells
     * @param top true: there is no page above, {@code expected} says nothing
     * @param node null: not read yet
     */
    record Ref(Id id, int level, int owner, long expected, boolean top, @Nullable Node node) {}

    /** What is left of both sides at level 0, in order within each owner. */
    record Leaves(List<Ref> a, List<Ref> b) {}

    private final Class<? extends Node> leafType;
    private final ImageReader readerA;
    private final ImageReader readerB;
    private final DiffVisitor visitor;

    /** {@code leafType}: TreePage for directories, ChunkList for content. */
    Forest(
            Class<? extends Node> leafType,
            ImageReader readerA,
            ImageReader readerB,
            DiffVisitor visitor) {
        this.leafType = leafType;
        this.readerA = readerA;
        this.readerB = readerB;
        this.visitor = visitor;
    }

    /** Reports the pages that only one side has, and gives those of level 0. */
    Leaves descend(Position position, List<Id> topsA, List<Id> topsB) throws IOException {
        List<Ref> a = readTops(readerA, position, topsA, false);
        List<Ref> b = readTops(readerB, position, topsB, true);
        int level = Math.max(highest(a), highest(b));
        for (; level >= 0; level--) {
            Leaves left = cancel(a, b, level);
            a = expand(readerA, position, left.a, level, false);
            b = expand(readerB, position, left.b, level, true);
        }
        return new Leaves(a, b);
    }

    private static int highest(List<Ref> refs) {
        return refs.stream().mapToInt(Ref::level).max().orElse(-1);
    }

    private List<Ref> readTops(ImageReader reader, Position position, List<Id> tops, boolean added)
            throws IOException {
        List<Ref> refs = new ArrayList<>(tops.size());
        for (int owner = 0; owner < tops.size(); owner++) {
            Id id = tops.get(owner);
            Node node = reader.read(position, id);
            if (node == null) {
                report(position, id, added);
            } else {
                refs.add(new Ref(id, level(id, node), owner, 0, true, node));
            }
        }
        return refs;
    }

    private int level(Id id, Node node) throws IOException {
        return switch (node) {
            case TreePage page when leafType == TreePage.class -> 0;
            case TreeIndex index when leafType == TreePage.class -> index.level();
            case ChunkList list when leafType == ChunkList.class -> list.level();
            case TreePage _, TreeIndex _, ChunkList _, BlockRoot _, BlockPage _ -> {
                ImageReader.require(leafType, node, id);
                throw new IllegalStateException("a " + leafType + " has a level");
            }
        };
    }

    private static Leaves cancel(List<Ref> a, List<Ref> b, int level) {
        if (a.isEmpty() || b.isEmpty()) {
            return new Leaves(a, b);
        }
        Map<Id, Integer> inA = new HashMap<>();
        a.stream()
                .filter(ref -> ref.level == level)
                .forEach(ref -> inA.merge(ref.id, 1, Integer::sum));
        Map<Id, Integer> both = new HashMap<>();
        List<Ref> leftB = new ArrayList<>();
        for (Ref ref : b) {
            if (ref.level == level && take(inA, ref.id)) {
                both.merge(ref.id, 1, Integer::sum);
            } else {
                leftB.add(ref);
            }
        }
        List<Ref> leftA = new ArrayList<>();
        for (Ref ref : a) {
            if (ref.level != level || !take(both, ref.id)) {
                leftA.add(ref);
            }
        }
        return new Leaves(leftA, leftB);
    }

    /** True when one was there to take. */
    static boolean take(Map<Id, Integer> counts, Id id) {
        return counts.computeIfPresent(id, (key, count) -> count == 0 ? null : count - 1) != null;
    }

    private List<Ref> expand(
            ImageReader reader, Position position, List<Ref> refs, int level, boolean added)
            throws IOException {
        List<Ref> below = new ArrayList<>(refs.size());
        for (Ref ref : refs) {
            if (ref.level != level) {
                below.add(ref);
                continue;
            }
            report(position, ref.id, added);
            if (level == 0) {
                below.add(ref);
                continue;
            }
            Node node = read(reader, position, ref);
            if (node != null) {
                addChildren(ref, node, below);
            }
        }
        return below;
    }

    /** Reads a page and checks that it is what the page above says; null: the visitor knows. */
    @Nullable Node read(ImageReader reader, Position position, Ref ref) throws IOException {
        Node node = ref.node != null ? ref.node : reader.read(position, ref.id);
        if (node == null) {
            return null;
        }
        int level = level(ref.id, node);
        if (level != ref.level) {
            throw ImageReader.misplaced(
                    ref.id, "is of level " + level + " where level " + ref.level + " belongs");
        }
        if (!ref.top && node instanceof ChunkList list && list.rawBytes() != ref.expected) {
            throw ImageReader.misplaced(
                    ref.id, "holds " + list.rawBytes() + " bytes, not " + ref.expected);
        }
        if (!ref.top && lastKey(node) != ref.expected && !(node instanceof ChunkList)) {
            throw ImageReader.misplaced(ref.id, "ends with another key than its index says");
        }
        return node;
    }

    private static long lastKey(Node node) {
        return switch (node) {
            case TreePage page when !page.entries().isEmpty() -> page.entries().getLast().key();
            case TreeIndex index -> index.children().getLast().lastKey();
            case TreePage _, ChunkList _, BlockRoot _, BlockPage _ -> 0;
        };
    }

    private static void addChildren(Ref ref, Node node, List<Ref> below) {
        int level = ref.level - 1;
        if (node instanceof TreeIndex index) {
            for (TreeIndex.Child child : index.children()) {
                below.add(new Ref(child.id(), level, ref.owner, child.lastKey(), false, null));
            }
        } else if (node instanceof ChunkList list) {
            for (ChunkList.Part part : list.parts()) {
                if (!part.id().isZero()) {
                    below.add(new Ref(part.id(), level, ref.owner, part.rawBytes(), false, null));
                }
            }
        }
    }

    private void report(Position position, Id id, boolean added) throws IOException {
        if (added) {
            visitor.added(position, ObjectKind.NODE, id);
        } else {
            visitor.removed(position, ObjectKind.NODE, id);
        }
    }
}
