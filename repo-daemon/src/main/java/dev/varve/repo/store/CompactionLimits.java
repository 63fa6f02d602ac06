package dev.varve.repo.store;

import dev.varve.protocol.rate.ByteRate;

/**
 * Bounds of one pass of compaction.
 *
 * @param deadShare a segment is rewritten when at least this share of it is dead; 0 to 1
 * @param movedBytes about so many bytes are moved at most
 * @param besidePushes how fast while any session of the repository sends; else as the disk can
 */
public record CompactionLimits(double deadShare, long movedBytes, ByteRate besidePushes) {
    private static final ByteRate GENTLE = new ByteRate(32L << 20);

    public static final CompactionLimits DEFAULT = new CompactionLimits(0.10, 4L << 30);

    public CompactionLimits {
        if (!(deadShare > 0 && deadShare <= 1) || movedBytes < 1) {
            throw new IllegalArgumentException(
                    "a dead share of " + deadShare + " and " + movedBytes + " moved bytes");
        }
    }

    public CompactionLimits(double deadShare, long movedBytes) {
        this(deadShare, movedBytes, GENTLE);
    }
}
