package dev.varve.repo.index;

import org.jspecify.annotations.Nullable;

/**
 * What the index knows of one chunk or node.
 *
 * @param location its record; null when only references to it are known, its segment being lost
 * @param entryNumber its number in the record's table
 * @param references how often images use it: overview.md, "counts by runs"
 * @param damaged a check or a read found its record broken; sent again, it becomes whole
 */
public record ObjectEntry(
        @Nullable RecordLocation location, int entryNumber, long references, boolean damaged) {
    public ObjectEntry {
        if (entryNumber < 0 || references < 0) {
            throw new IllegalArgumentException(
                    "entry " + entryNumber + " with " + references + " references");
        }
    }

    /** True when it can be read, as far as is known. */
    public boolean present() {
        return location != null && !damaged;
    }
}
