package dev.varve.ingest.block;

import dev.varve.protocol.node.BlockPage;
import dev.varve.protocol.node.BlockRoot;

/** The part of an image that is restored, in bytes, blocks and pages. */
record BlockRange(BlockRoot root, Extent extent) {
    /** Bytes of the target that this many of a block's bytes go to. */
    record Piece(long targetOffset, int blockOffset, int lengthBytes) {}

    int blockLength(long block) {
        return (int) Math.min(root.blockBytes(), root.sizeBytes() - block * root.blockBytes());
    }

    long firstBlock() {
        return extent.offsetBytes() / root.blockBytes();
    }

    long endBlock() {
        return extent.lengthBytes() == 0
                ? firstBlock()
                : BlockRoot.blockCount(extent.endBytes(), root.blockBytes());
    }

    long firstPage() {
        return firstBlock() / BlockPage.FAN_OUT;
    }

    long endPage() {
        return extent.lengthBytes() == 0
                ? firstPage()
                : (endBlock() + BlockPage.FAN_OUT - 1) / BlockPage.FAN_OUT;
    }

    /** The part of a block that is inside the range, and where it goes. */
    Piece piece(long block) {
        long start = block * root.blockBytes();
        long from = Math.max(start, extent.offsetBytes());
        long to = Math.min(start + blockLength(block), extent.endBytes());
        return new Piece(from - extent.offsetBytes(), (int) (from - start), (int) (to - from));
    }
}
