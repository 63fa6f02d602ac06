package dev.varve.repo.store.image;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.BlockPage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A volume as a map from block number to chunk, and deltas as the client sends them. */
final class BlockModel {
    static final int BLOCK_BYTES = 4096;

    final TreeMap<Long, Id> blocks = new TreeMap<>();
    long sizeBytes;

    BlockModel(long sizeBytes) {
        this.sizeBytes = sizeBytes;
    }

    BlockModel copy() {
        BlockModel copy = new BlockModel(sizeBytes);
        copy.blocks.putAll(blocks);
        return copy;
    }

    long blockCount() {
        return (sizeBytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
    }

    void resize(long newSizeBytes) {
        sizeBytes = newSizeBytes;
        blocks.tailMap(blockCount(), true).clear();
    }

    /** What turns {@code base} into this, page by page; all of it when there is no base. */
    DeltaSource deltasFrom(BlockModel base) {
        TreeMap<Long, List<DeltaPage.Change>> pages = new TreeMap<>();
        for (long block = 0; block < blockCount(); block++) {
            Id now = blocks.getOrDefault(block, Id.ZERO);
            Id before = base.blocks.getOrDefault(block, Id.ZERO);
            if (!now.equals(before)) {
                pages.computeIfAbsent(block / BlockPage.FAN_OUT, page -> new ArrayList<>())
                        .add(new DeltaPage.Change((int) (block % BlockPage.FAN_OUT), now));
            }
        }
        return source(
                pages.entrySet().stream()
                        .map(page -> new DeltaPage(page.getKey(), page.getValue()))
                        .toList());
    }

    static DeltaSource source(List<DeltaPage> deltas) {
        List<DeltaPage> left = new ArrayList<>(deltas);
        return new DeltaSource() {
            @Override
            public @Nullable DeltaPage peek() {
                return left.isEmpty() ? null : left.getFirst();
            }

            @Override
            public void advance() {
                left.removeFirst();
            }
        };
    }

    Id merge(MemoryNodes nodes, Id baseRoot, BlockModel base) throws IOException {
        return BlockMerge.merge(nodes, nodes, baseRoot, deltasFrom(base), BLOCK_BYTES, sizeBytes);
    }

    Id build(MemoryNodes nodes) throws IOException {
        return merge(nodes, Id.ZERO, new BlockModel(0));
    }
}
