package dev.varve.ingest.record;

/**
 * How hard to compress at the source. Measured on the blocks of W1 (docs/performance.md) in bundles
 * of 128 KiB, per CPU second: level 1 ratio 1.886 at 672 MB/s, 2 1.899 at 632, 3 1.907 at 510, 9
 * 2.09 at 102, 19 2.20 at 6. Figures: {@code LevelFigures} in the tests.
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
