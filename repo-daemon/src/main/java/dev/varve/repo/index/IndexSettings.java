package dev.varve.repo.index;

/**
 * Bounds of the index's memory.
 *
 * @param cacheBytes blocks, filters and block indexes of all tables together
 * @param writeBufferBytes changes not yet flushed, of all tables together
 */
public record IndexSettings(long cacheBytes, long writeBufferBytes) {
    public IndexSettings {
        if (cacheBytes < 1 << 20 || writeBufferBytes < 1 << 20) {
            throw new IllegalArgumentException("the index needs at least 1 MiB of each memory");
        }
    }

    public static IndexSettings defaults() {
        return new IndexSettings(256L << 20, 64L << 20);
    }
}
