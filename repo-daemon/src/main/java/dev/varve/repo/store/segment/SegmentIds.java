package dev.varve.repo.store.segment;

import java.util.TreeSet;

/**
 * Gives ids to segments, ascending, and knows which are given but not in the catalog yet. Safe for
 * several threads.
 */
final class SegmentIds {
    private final TreeSet<Long> beginning = new TreeSet<>();
    private long last;

    synchronized void startBehind(long highest) {
        last = highest;
    }

    /** The id of a segment that is about to be made; {@link #end} says that all can see it. */
    synchronized long begin() {
        last++;
        beginning.add(last);
        return last;
    }

    synchronized void end(long id) {
        beginning.remove(id);
    }

    /** The lowest id that the catalog does not know and a segment has or will have. */
    synchronized long lowestBeginning() {
        return beginning.isEmpty() ? last + 1 : beginning.first();
    }
}
