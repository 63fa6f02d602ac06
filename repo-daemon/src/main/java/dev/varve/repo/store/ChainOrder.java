package dev.varve.repo.store;

/**
 * How the newest image of a chain was found to lie on the disk.
 *
 * @param chain its name
 * @param storedBytes of the records that hold its chunks, each run's neighbours counted once
 * @param runs pieces that are read without a jump: records of one segment, ascending, one behind
 *     the other
 * @param measuredMillis when it was walked, by the wall clock
 */
public record ChainOrder(String chain, long storedBytes, long runs, long measuredMillis) {
    private static final long GIB = 1L << 30;

    public ChainOrder {
        if (storedBytes < 0 || runs < 0) {
            throw new IllegalArgumentException("chain " + chain + " with negative figures");
        }
    }

    /** The figure of fragmentation; 0 for an image without chunks. */
    public long runsPerGib() {
        return storedBytes == 0 ? 0 : (long) ((double) runs * GIB / storedBytes);
    }
}
