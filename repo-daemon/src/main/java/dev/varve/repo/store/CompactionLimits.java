package dev.varve.repo.store;

import dev.varve.protocol.rate.ByteRate;

/**
 * Bounds of one pass of compaction.
 *
 * @param deadShare a segment is rewritten when at least this share of it is dead; 0 to 1
 * @param movedBytes about so many bytes are moved at most, and as many again to put images in order
 * @param besidePushes how fast while any session of the repository sends; else as the disk can
 * @param runsPerGib the newest image of a chain is put in order where it lies in more runs a GiB
 */
public record CompactionLimits(
        double deadShare, long movedBytes, ByteRate besidePushes, long runsPerGib) {
    private static final ByteRate GENTLE = new ByteRate(32L << 20);

    public static final CompactionLimits DEFAULT =
            new CompactionLimits(0.10, 4L << 30, GENTLE, 32_768);

    /** No image is so fragmented. */
    public static final long NEVER = Long.MAX_VALUE;

    public CompactionLimits {
        if (!(deadShare > 0 && deadShare <= 1) || movedBytes < 1 || runsPerGib < 1) {
            throw new IllegalArgumentException(
                    "a dead share of "
                            + deadShare
                            + " and "
                            + movedBytes
                            + " moved bytes, "
                            + runsPerGib
                            + " runs");
        }
    }

    /** Gives space back and makes no order. */
    public CompactionLimits(double deadShare, long movedBytes) {
        this(deadShare, movedBytes, GENTLE, NEVER);
    }
}
