/**
 * Lanes that carry chunks, nodes and deltas to the daemon, and the run that commits them. Main
 * classes: {@code ChunkLane}, {@code BackupRun}.
 */
@NullMarked
package dev.varve.ingest.push;

import org.jspecify.annotations.NullMarked;
