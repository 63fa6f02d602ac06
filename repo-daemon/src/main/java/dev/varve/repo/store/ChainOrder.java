package dev.varve.repo.store;

/**
 * How the newest image of a chain lies on the disk.
 *
 * @param chain its name
 * @param storedBytes of the records that hold its chunks, each run's neighbours counted once
 * @param runs pieces that are read without a jump: records of one segment, ascending, one behind
 *     the other
 */
public record ChainOrder(String chain, long storedBytes, long runs) {
    private static final long GIB = 1L << 30;

    /** The figure of fragmentation; 0 for an image without chunks. */
    public long runsPerGib() {
        return storedBytes == 0 ? 0 : (long) ((double) runs * GIB / storedBytes);
    }
}
