/** Key slots. */
@NullMarked
package dev.varve.ingest.key;

import org.jspecify.annotations.NullMarked;
