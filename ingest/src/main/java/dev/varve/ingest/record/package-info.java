/**
 * Records: chunks compressed and sealed together, and opened again. Main classes: {@code
 * ChunkRecordWriter}, {@code ChunkRecordReader}.
 */
@NullMarked
package dev.varve.ingest.record;

import org.jspecify.annotations.NullMarked;
