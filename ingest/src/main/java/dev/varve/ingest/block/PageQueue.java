package dev.varve.ingest.block;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Hands pages out in order, each to one lane. Safe for use by many threads. */
final class PageQueue {
    private static final long ALL = -1L;

    private final long pageCount;
    private final BitSet done;
    private final @Nullable BlockSet changedBlocks;
    private long next;

    /**
     * @param changedBlocks null: all
     */
    PageQueue(long pageCount, BitSet done, @Nullable BlockSet changedBlocks) {
        this.pageCount = pageCount;
        this.done = done;
        this.changedBlocks = changedBlocks;
    }

    /** The next page to look at, -1 at the end. Those left out are counted by the caller's skip. */
    synchronized long take(SkippedPages skipped) {
        while (next < pageCount) {
            long page = next++;
            if (!done.get((int) page) && blocks(page) != 0) {
                return page;
            }
            skipped.skip(page);
        }
        return -1;
    }

    /** Bit i: block i of the page may have changed. */
    long blocks(long page) {
        return changedBlocks == null ? ALL : changedBlocks.ofPage(page);
    }

    /** Hears of pages that nobody needs to look at. */
    @FunctionalInterface
    interface SkippedPages {
        void skip(long page);
    }
}
