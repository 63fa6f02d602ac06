package dev.varve.ingest.block;

import dev.varve.ingest.push.ImagePush;
import org.jspecify.annotations.Nullable;

/**
 * What the lanes of one volume share.
 *
 * @param data null: any block may have data; else all others are zero
 */
record BlockPush(
        BlockSource source,
        int blockBytes,
        ImagePush push,
        @Nullable BlockMap base,
        PageQueue pages,
        @Nullable BlockSet data) {
    private static final long ALL = -1L;

    /** Bit i: block i of the page may have data. */
    long dataOf(long page) {
        return data == null ? ALL : data.ofPage(page);
    }
}
