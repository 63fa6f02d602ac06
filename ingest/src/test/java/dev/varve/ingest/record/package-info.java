/** Records of chunks. */
@NullMarked
package dev.varve.ingest.record;

import org.jspecify.annotations.NullMarked;
