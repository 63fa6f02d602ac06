package dev.varve.ingest.record;

/**
 * How hard to compress at the source. Measured on the blocks of W1 (docs/performance.md) in bundles
 * of 128 KiB, per CPU second, in one run: zstd's level -1 ratio 1.70 at 633 MB/s, 1 1.97 at 550, 2
 * 1.98 at 490, 3 1.99 at 374. In another 9 had 1.11 times the ratio of 1 at a seventh of its speed,
 * 19 1.17 times at a hundredth. Figures: {@code LevelFigures} in the tests.
 */
public enum CompressionLevel {
    OFF(0),
    FAST(-1),
    DEFAULT(1),
    HIGH(9),
    MAX(19);

    private final int zstdLevel;

    CompressionLevel(int zstdLevel) {
        this.zstdLevel = zstdLevel;
    }

    /** Level of the zstd library; 0: do not compress. */
    public int zstdLevel() {
        return zstdLevel;
    }
}
