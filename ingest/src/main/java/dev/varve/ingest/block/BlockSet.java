package dev.varve.ingest.block;

import dev.varve.protocol.node.BlockPage;
import dev.varve.protocol.node.BlockRoot;
import java.util.BitSet;

/**
 * Blocks of a volume. Its memory is bounded by the volume (2 MiB for a TiB in blocks of 64 KiB),
 * however many ranges are added. Filled by one thread; then safe to read by many.
 */
public final class BlockSet {
    private final int blockBytes;
    private final int blockCount;
    private final BitSet bits = new BitSet();

    /**
     * No blocks.
     *
     * @param sizeBytes of the volume
     */
    public BlockSet(long sizeBytes, int blockBytes) {
        this.blockBytes = blockBytes;
        blockCount = Math.toIntExact(BlockRoot.blockCount(sizeBytes, blockBytes));
    }

    /** Adds each block that has a byte of the range; what lies beyond the volume is left out. */
    public void add(Extent range) {
        long first = range.offsetBytes() / blockBytes;
        if (range.lengthBytes() > 0 && first < blockCount) {
            long last = (range.endBytes() - 1) / blockBytes;
            bits.set((int) first, (int) Math.min(last + 1, blockCount));
        }
    }

    public boolean has(long block) {
        return block < blockCount && bits.get((int) block);
    }

    /** How many there are. */
    public int count() {
        return bits.cardinality();
    }

    /** Adds this block and all after it; the last one when the volume ends before. */
    void addFrom(long block) {
        if (blockCount > 0) {
            bits.set((int) Math.min(block, blockCount - 1), blockCount);
        }
    }

    /** Bit i: block i of the page is in the set. */
    long ofPage(long page) {
        int first = (int) (page * BlockPage.FAN_OUT);
        int end = first + BlockPage.FAN_OUT;
        long found = 0;
        for (int i = bits.nextSetBit(first); i >= 0 && i < end; i = bits.nextSetBit(i + 1)) {
            found |= 1L << (i - first);
        }
        return found;
    }
}
