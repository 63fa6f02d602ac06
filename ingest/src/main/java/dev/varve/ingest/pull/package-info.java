/**
 * Fetches chunks and nodes and proves them. Main classes: {@code ChunkFetcher}, {@code
 * NodeFetcher}.
 */
@NullMarked
package dev.varve.ingest.pull;

import org.jspecify.annotations.NullMarked;
