package dev.varve.ingest.block;

import dev.varve.ingest.push.ImagePush;
import org.jspecify.annotations.Nullable;

/** What the lanes of one volume share. */
record BlockPush(
        BlockSource source,
        int blockBytes,
        ImagePush push,
        @Nullable BlockMap base,
        PageQueue pages) {}
