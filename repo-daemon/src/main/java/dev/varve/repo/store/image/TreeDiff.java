package dev.varve.repo.store.image;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.TreePage;
import dev.varve.repo.index.ObjectKind;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The difference of two tree images, directory by directory, depth first. Keeps its own stack, so
 * that a deep tree costs memory in proportion and never the thread's stack.
 */
final class TreeDiff {
    /** Names whose 64-bit keys are equal; more than two do not happen by chance. */
    static final int MAX_EQUAL_KEYS = 64;

    /** Frames above these keep no page in memory. */
    private static final int FRAMES_WITH_PAGES = 32;

    private final ImageReader readerA;
    private final ImageReader readerB;
    private final DiffVisitor visitor;
    private final Forest forest;
    private final ContentDiff content;
    private final Deque<Frame> stack = new ArrayDeque<>();

    TreeDiff(ImageReader readerA, ImageReader readerB, DiffVisitor visitor, int idsPerPass) {
        this.readerA = readerA;
        this.readerB = readerB;
        this.visitor = visitor;
        this.forest = new Forest(TreePage.class, readerA, readerB, visitor);
        this.content = new ContentDiff(readerA, readerB, visitor, idsPerPass);
    }

    /** A directory under comparison. */
    private record Frame(TreePath path, List<EntryCursor> a, List<EntryCursor> b) {
        void release() {
            a.forEach(EntryCursor::release);
            b.forEach(EntryCursor::release);
        }
    }

    /** Zero stands for no image. */
    void run(Id rootA, Id rootB) throws IOException {
        if (rootA.equals(rootB)) {
            return;
        }
        if (!rootA.isZero()) {
            visitor.removed(Position.Root.INSTANCE, ObjectKind.NODE, rootA);
        }
        if (!rootB.isZero()) {
            visitor.added(Position.Root.INSTANCE, ObjectKind.NODE, rootB);
        }
        push(TreePath.root(0), top(readerA, rootA), top(readerB, rootB));
        while (!stack.isEmpty()) {
            if (!step(stack.element())) {
                stack.remove();
            }
        }
    }

    private static List<Id> top(ImageReader reader, Id root) throws IOException {
        TreePage page = root.isZero() ? null : reader.treeRoot(root);
        return page == null ? List.of() : page.entries().getFirst().references();
    }

    private void push(TreePath path, List<Id> a, List<Id> b) throws IOException {
        if (a.equals(b)) {
            return;
        }
        if (path.depth() > TreePath.MAX_DEPTH) {
            throw ImageReader.misplaced(
                    (b.isEmpty() ? a : b).getFirst(),
                    "lies deeper than " + TreePath.MAX_DEPTH + " directories");
        }
        Position position = new Position.Directory(path);
        Forest.Leaves leaves = forest.descend(position, a, b);
        if (stack.size() > FRAMES_WITH_PAGES) {
            stack.element().release();
        }
        stack.push(
                new Frame(
                        path,
                        EntryCursor.ofEach(forest, readerA, position, leaves.a()),
                        EntryCursor.ofEach(forest, readerB, position, leaves.b())));
    }

    /** Compares what both sides have under the lowest key that is left; false: nothing is left. */
    private boolean step(Frame frame) throws IOException {
        TreePage.Entry nextA = lowest(frame.a);
        TreePage.Entry nextB = lowest(frame.b);
        if (nextA == null && nextB == null) {
            return false;
        }
        long key = lower(nextA, nextB);
        List<TreePage.Entry> a = takeAll(frame.a, key);
        List<TreePage.Entry> b = takeAll(frame.b, key);
        if (!a.equals(b)) {
            compare(frame.path.child(key), a, b);
        }
        return true;
    }

    private void compare(TreePath path, List<TreePage.Entry> a, List<TreePage.Entry> b)
            throws IOException {
        List<TreePage.Entry> leftB = new ArrayList<>(b);
        List<TreePage.Entry> leftA = new ArrayList<>(a);
        leftA.removeIf(leftB::remove);
        ContentDiff.Content contentA = ContentDiff.Content.empty();
        ContentDiff.Content contentB = ContentDiff.Content.empty();
        List<Id> directoriesA = sort(leftA, contentA);
        List<Id> directoriesB = sort(leftB, contentB);
        content.compare(new Position.Entry(path), contentA, contentB);
        push(path, directoriesA, directoriesB);
    }

    /** Adds what is no directory to {@code content} and gives the directories. */
    private static List<Id> sort(List<TreePage.Entry> entries, ContentDiff.Content content) {
        List<Id> directories = new ArrayList<>(1);
        for (TreePage.Entry entry : entries) {
            switch (entry.refers()) {
                case NOTHING -> {}
                case CHUNKS -> content.chunks().addAll(entry.references());
                case CHUNK_LIST -> content.lists().addAll(entry.references());
                case DIRECTORY -> directories.addAll(entry.references());
            }
        }
        return directories;
    }

    private static TreePage.@Nullable Entry lowest(List<EntryCursor> cursors) throws IOException {
        TreePage.Entry lowest = null;
        for (EntryCursor cursor : cursors) {
            TreePage.Entry entry = cursor.peek();
            if (entry != null
                    && (lowest == null || Long.compareUnsigned(entry.key(), lowest.key()) < 0)) {
                lowest = entry;
            }
        }
        return lowest;
    }

    private static long lower(TreePage.@Nullable Entry a, TreePage.@Nullable Entry b) {
        if (a == null || b == null) {
            TreePage.Entry only = a == null ? b : a;
            return only == null ? 0 : only.key();
        }
        return Long.compareUnsigned(a.key(), b.key()) <= 0 ? a.key() : b.key();
    }

    private static List<TreePage.Entry> takeAll(List<EntryCursor> cursors, long key)
            throws IOException {
        List<TreePage.Entry> taken = new ArrayList<>(1);
        for (EntryCursor cursor : cursors) {
            for (TreePage.Entry entry = cursor.peek();
                    entry != null && entry.key() == key;
                    entry = cursor.peek()) {
                cursor.advance(entry);
                taken.add(entry);
                if (taken.size() > MAX_EQUAL_KEYS) {
                    throw cursor.tooManyEqualKeys();
                }
            }
        }
        return taken;
    }
}
