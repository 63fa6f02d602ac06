/**
 * What was derived from the segments: where each chunk and node lies, and the small tables over
 * images, points and sessions. Alone knows RocksDB. Main class: {@code Index}.
 */
@NullMarked
package dev.varve.repo.index;

import org.jspecify.annotations.NullMarked;
