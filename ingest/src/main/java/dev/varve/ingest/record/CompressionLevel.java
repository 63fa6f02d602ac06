package dev.varve.ingest.record;

/** How hard to compress at the source. */
public enum CompressionLevel {
    OFF(0),
    FAST(1),
    DEFAULT(2),
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
