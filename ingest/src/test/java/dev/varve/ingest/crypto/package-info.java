/** Seals and names. */
@NullMarked
package dev.varve.ingest.crypto;

import org.jspecify.annotations.NullMarked;
