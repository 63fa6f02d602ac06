package dev.varve.repo.store;

/**
 * Bounds of one pass of compaction.
 *
 * @param deadShare a segment is rewritten when at least this share of it is dead; 0 to 1
 * @param movedBytes about so many bytes are moved at most
 */
public record CompactionLimits(double deadShare, long movedBytes) {
    public static final CompactionLimits DEFAULT = new CompactionLimits(0.10, 4L << 30);

    public CompactionLimits {
        if (!(deadShare > 0 && deadShare <= 1) || movedBytes < 1) {
            throw new IllegalArgumentException(
                    "a dead share of " + deadShare + " and " + movedBytes + " moved bytes");
        }
    }
}
