/** Tests. */
@NullMarked
package dev.varve.ingest.profile;

import org.jspecify.annotations.NullMarked;
