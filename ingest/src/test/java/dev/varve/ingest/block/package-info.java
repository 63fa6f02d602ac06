/** Volumes pushed to and restored from the fake repository. */
@NullMarked
package dev.varve.ingest.block;

import org.jspecify.annotations.NullMarked;
