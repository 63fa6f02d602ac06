package dev.varve.repo.store;

/**
 * What a pass of compaction did.
 *
 * @param segments segments deleted
 * @param movedBytes records copied elsewhere
 * @param orderedBytes of these, what was put in the order of the newest image
 * @param freedBytes bytes of the deleted files less those copied
 * @param lockedSegments segments that are to be rewritten when their lock ends
 * @param waiting why nothing, or not all, was done; empty when all could be
 */
public record CompactionResult(
        int segments,
        long movedBytes,
        long orderedBytes,
        long freedBytes,
        int lockedSegments,
        String waiting) {
    /** With what order copied, and a second look for what it left behind. */
    CompactionResult plus(long ordered, CompactionResult second) {
        return new CompactionResult(
                segments + second.segments,
                movedBytes + ordered + second.movedBytes,
                ordered,
                freedBytes + second.freedBytes - ordered,
                second.lockedSegments,
                second.waiting);
    }
}
