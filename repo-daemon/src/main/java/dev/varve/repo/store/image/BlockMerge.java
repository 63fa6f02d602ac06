package dev.varve.repo.store.image;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.BlockPage;
import dev.varve.protocol.node.BlockRoot;
import dev.varve.protocol.node.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges what changed into a base image and so makes a whole new image, rewriting only the pages
 * that were touched. The result depends on the content only: merging equals building from nothing.
 * Holds one page of each level in memory. Confined to one thread.
 */
public final class BlockMerge {
    private final ImageReader reader;
    private final NodeSink sink;
    private final DeltaSource deltas;
    private final BlockRoot target;
    private final @Nullable BlockRoot base;
    private final long blockCount;

    private BlockMerge(
            NodeSource source,
            NodeSink sink,
            DeltaSource deltas,
            BlockRoot target,
            @Nullable BlockRoot base) {
        this.reader = ImageReader.ofBase(source);
        this.sink = sink;
        this.deltas = deltas;
        this.target = target;
        this.base = base;
        this.blockCount = target.blockCount();
    }

    /**
     * Makes the image.
     *
     * @param baseRoot zero: there is no base, all blocks are holes before the deltas
     * @return id of the new root, which was given to {@code sink} last
     * @throws ProtocolException DAMAGED: a page of the base cannot be read; BAD_MESSAGE: a delta
     *     lies behind the end, or the size changed inside a block that no delta replaces
     */
    public static Id merge(
            NodeSource source,
            NodeSink sink,
            Id baseRoot,
            DeltaSource deltas,
            int blockBytes,
            long sizeBytes)
            throws IOException {
        BlockRoot base = baseRoot.isZero() ? null : ImageReader.ofBase(source).blockRoot(baseRoot);
        if (base != null && base.blockBytes() != blockBytes) {
            throw bad(
                    "blocks of "
                            + blockBytes
                            + " bytes do not go on a base with blocks of "
                            + base.blockBytes());
        }
        BlockRoot draft = BlockRoot.of(blockBytes, sizeBytes, Id.ZERO);
        BlockMerge merge = new BlockMerge(source, sink, deltas, draft, base);
        BlockRoot root = BlockRoot.of(blockBytes, sizeBytes, merge.top());
        DeltaPage left = deltas.peek();
        if (left != null) {
            throw bad("page " + left.page() + " lies behind the end of the image");
        }
        return merge.put(root);
    }

    private Id top() throws IOException {
        int level = target.levels() - 1;
        return page(level, 0, basePage(level));
    }

    /** Page 0 of {@code level} in the base; zero when the base has none or is lower. */
    private Id basePage(int level) throws IOException {
        if (base == null || level > base.levels() - 1) {
            return Id.ZERO;
        }
        Id id = base.top();
        for (int at = base.levels() - 1; at > level && !id.isZero(); at--) {
            id = basePage(at, 0, id).entry(0);
        }
        return id;
    }

    private Id page(int level, long number, Id baseId) throws IOException {
        long pages = 1L << (6 * level);
        long firstLeaf = number * pages;
        boolean touched = deltasBefore(firstLeaf + pages);
        boolean baseBelow = base != null && number == 0 && level > base.levels() - 1;
        if (!touched && !baseBelow && (baseId.isZero() || !isCut(level, number))) {
            return baseId;
        }
        Id[] entries = new Id[BlockPage.FAN_OUT];
        Arrays.fill(entries, Id.ZERO);
        if (!baseId.isZero()) {
            BlockPage old = basePage(level, number, baseId);
            for (int i = 0; i < old.entries().size(); i++) {
                entries[i] = old.entries().get(i);
            }
        } else if (baseBelow) {
            entries[0] = basePage(level - 1);
        }
        if (level == 0) {
            applyChanges(number, entries);
        } else {
            for (int i = 0; i < BlockPage.FAN_OUT; i++) {
                entries[i] = child(level - 1, number * BlockPage.FAN_OUT + i, entries[i]);
            }
        }
        return close(level, entries, baseId);
    }

    private Id child(int level, long number, Id baseId) throws IOException {
        return firstBlock(level, number) < blockCount ? page(level, number, baseId) : Id.ZERO;
    }

    private boolean deltasBefore(long leafEnd) throws IOException {
        DeltaPage next = deltas.peek();
        return next != null && next.page() < leafEnd;
    }

    /** True when the new or the old end lies in or before this page, so that it is looked into. */
    private boolean isCut(int level, long number) {
        if (base == null || base.sizeBytes() == target.sizeBytes()) {
            return false;
        }
        long end = firstBlock(level, number + 1);
        long oldFull = base.sizeBytes() / base.blockBytes();
        long newFull = target.sizeBytes() / target.blockBytes();
        boolean oldEndInside = oldFull >= firstBlock(level, number) && oldFull < end;
        return newFull < end || oldEndInside;
    }

    private static long firstBlock(int level, long number) {
        return number << (6 * (level + 1));
    }

    private void applyChanges(long leaf, Id[] entries) throws IOException {
        long first = firstBlock(0, leaf);
        boolean[] changed = new boolean[BlockPage.FAN_OUT];
        for (DeltaPage delta = deltas.peek();
                delta != null && delta.page() == leaf;
                delta = deltas.peek()) {
            for (DeltaPage.Change change : delta.changes()) {
                if (first + change.slot() >= blockCount) {
                    throw bad(
                            "block "
                                    + (first + change.slot())
                                    + " lies behind the end of the image");
                }
                entries[change.slot()] = change.chunk();
                changed[change.slot()] = true;
            }
            deltas.advance();
        }
        for (int slot = 0; slot < BlockPage.FAN_OUT; slot++) {
            if (first + slot >= blockCount) {
                entries[slot] = Id.ZERO;
            } else if (!changed[slot] && !entries[slot].isZero()) {
                requireSameLength(first + slot);
            }
        }
    }

    /** A chunk of the base stays only where its block is as long as it was. */
    private void requireSameLength(long block) throws ProtocolException {
        if (base != null && lengthBytes(base, block) != lengthBytes(target, block)) {
            throw bad(
                    "the image's size went from "
                            + base.sizeBytes()
                            + " to "
                            + target.sizeBytes()
                            + " bytes inside block "
                            + block
                            + ", which was not sent again");
        }
    }

    private static long lengthBytes(BlockRoot root, long block) {
        return Math.min(root.blockBytes(), root.sizeBytes() - block * root.blockBytes());
    }

    private Id close(int level, Id[] entries, Id baseId) throws IOException {
        int count = entries.length;
        while (count > 0 && entries[count - 1].isZero()) {
            count--;
        }
        if (count == 0) {
            return Id.ZERO;
        }
        BlockPage page = new BlockPage(level, List.of(entries).subList(0, count));
        ByteBuffer payload = page.encode();
        Id id = Node.idOf(payload);
        if (!id.equals(baseId)) {
            sink.put(id, payload);
        }
        return id;
    }

    private Id put(BlockRoot root) throws IOException {
        ByteBuffer payload = root.encode();
        Id id = Node.idOf(payload);
        sink.put(id, payload);
        return id;
    }

    private BlockPage basePage(int level, long number, Id id) throws IOException {
        BlockPage page = reader.blockPage(level, number, id);
        if (page == null) {
            throw new IllegalStateException("a reader of a base throws");
        }
        return page;
    }

    private static ProtocolException bad(String message) {
        return new ProtocolException(ErrorCode.BAD_MESSAGE, message, "");
    }
}
