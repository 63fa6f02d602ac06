package dev.varve.repo.store.image;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.BlockPage;
import dev.varve.protocol.node.BlockRoot;
import dev.varve.repo.index.ObjectKind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The difference of two block images. Depth is bounded by the levels, at most 10. */
final class BlockDiff {
    private final ImageReader readerA;
    private final ImageReader readerB;
    private final DiffVisitor visitor;

    BlockDiff(ImageReader readerA, ImageReader readerB, DiffVisitor visitor) {
        this.readerA = readerA;
        this.readerB = readerB;
        this.visitor = visitor;
    }

    /** One image's part of a comparison: the top page, and the level it stands on. */
    private record Side(ImageReader reader, Id top, int topLevel) {
        /** Zero when the image has no page there. */
        Id page(int level, Id id) {
            return level > topLevel ? Id.ZERO : level == topLevel ? top : id;
        }

        /** What stands below; above the top, nothing but the way down to it. */
        @Nullable BlockPage read(int level, long number, Id id) throws IOException {
            return id.isZero() ? null : reader.blockPage(level, number, id);
        }
    }

    /** Zero stands for no image. */
    void run(Id rootA, Id rootB) throws IOException {
        if (rootA.equals(rootB)) {
            return;
        }
        Side a = side(readerA, rootA);
        Side b = side(readerB, rootB);
        change(Position.Root.INSTANCE, ObjectKind.NODE, rootA, rootB);
        int level = Math.max(a.topLevel, b.topLevel);
        if (level >= 0) {
            compare(a, b, level, 0, a.page(level, Id.ZERO), b.page(level, Id.ZERO));
        }
    }

    private static Side side(ImageReader reader, Id root) throws IOException {
        BlockRoot node = root.isZero() ? null : reader.blockRoot(root);
        return node == null
                ? new Side(reader, Id.ZERO, -1)
                : new Side(reader, node.top(), node.levels() - 1);
    }

    private void compare(Side a, Side b, int level, long number, Id idA, Id idB)
            throws IOException {
        if (!idA.equals(idB)) {
            change(new Position.Page(level, number), ObjectKind.NODE, idA, idB);
        } else if (level <= Math.min(a.topLevel, b.topLevel)) {
            return;
        }
        BlockPage pageA = a.read(level, number, idA);
        BlockPage pageB = b.read(level, number, idB);
        if (pageB == null && !idB.isZero()) {
            return; // the visitor knows
        }
        for (int slot = 0; slot < BlockPage.FAN_OUT; slot++) {
            long below = number * BlockPage.FAN_OUT + slot;
            Id entryA = pageA == null ? Id.ZERO : pageA.entry(slot);
            Id entryB = pageB == null ? Id.ZERO : pageB.entry(slot);
            if (level == 0) {
                change(new Position.Block(below), ObjectKind.CHUNK, entryA, entryB);
                continue;
            }
            boolean first = below == 0;
            entryA = first ? a.page(level - 1, entryA) : entryA;
            entryB = first ? b.page(level - 1, entryB) : entryB;
            boolean topsBelow = first && level > Math.min(a.topLevel, b.topLevel);
            if (topsBelow || !entryA.equals(entryB)) {
                compare(a, b, level - 1, below, entryA, entryB);
            }
        }
    }

    private void change(Position position, ObjectKind kind, Id idA, Id idB) throws IOException {
        if (idA.equals(idB)) {
            return;
        }
        if (!idA.isZero()) {
            visitor.removed(position, kind, idA);
        }
        if (!idB.isZero()) {
            visitor.added(position, kind, idB);
        }
    }
}
