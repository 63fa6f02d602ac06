package dev.varve.repo.config;

/**
 * How the store uses disk and memory.
 *
 * @param segmentBytes a segment is sealed when it is this long
 * @param segmentIdleSeconds a segment is sealed when nothing was written to it for so long
 * @param indexCacheBytes memory for blocks and filters of the index
 * @param indexWriteBufferBytes memory for what the index has not written yet, all families together
 * @param diskReserveBytes pushes end with DISK_FULL before less than this is free
 */
public record StoreConfiguration(
        long segmentBytes,
        long segmentIdleSeconds,
        long indexCacheBytes,
        long indexWriteBufferBytes,
        long diskReserveBytes) {

    public static final StoreConfiguration DEFAULT =
            new StoreConfiguration(256L << 20, 600, 256L << 20, 64L << 20, 1L << 30);

    public StoreConfiguration {
        // A segment must hold the largest record (16 MiB) and its place fits 40 bits in the index.
        Bounds.require("segmentBytes", segmentBytes, 32L << 20, 4L << 30);
        Bounds.require("segmentIdleSeconds", segmentIdleSeconds, 1, 7 * 86_400);
        Bounds.require("indexCacheBytes", indexCacheBytes, 8L << 20, 1L << 40);
        Bounds.require("indexWriteBufferBytes", indexWriteBufferBytes, 4L << 20, 16L << 30);
        Bounds.require("diskReserveBytes", diskReserveBytes, 0, 1L << 50);
    }
}
