/** Trees of real files, backed up to the in-memory repository and restored. */
@NullMarked
package dev.varve.ingest.tree;

import org.jspecify.annotations.NullMarked;
