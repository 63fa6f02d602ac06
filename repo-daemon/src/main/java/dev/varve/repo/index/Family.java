package dev.varve.repo.index;

/** The small tables: keys and values are bytes whose meaning is the store's. */
public enum Family {
    CHAINS,
    IMAGES,
    POINTS,
    SESSIONS,
    /** Where the DELTA records of open sessions lie. */
    DELTAS,
    VAULTS,
    /**
     * How far work that is done in bounded batches has come, such as counting a point's references.
     */
    CURSORS,
    /** Which points a chain has. */
    CHAIN_POINTS,
    /** Labels of points and segments, and which segments a point needs. */
    LABELS,
    /** How many entries of a segment are referred to; the index keeps it itself. */
    LIVE_ENTRIES
}
