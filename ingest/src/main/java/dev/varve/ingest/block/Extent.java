package dev.varve.ingest.block;

/** A run of bytes of a volume. */
public record Extent(long offsetBytes, long lengthBytes) {
    public Extent {
        if (offsetBytes < 0 || lengthBytes < 0 || offsetBytes + lengthBytes < 0) {
            throw new IllegalArgumentException(
                    "extent at " + offsetBytes + " of " + lengthBytes + " bytes");
        }
    }

    long endBytes() {
        return offsetBytes + lengthBytes;
    }
}
