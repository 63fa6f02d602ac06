/** A year of backups with a retention clock that is turned by hand, and what expiry costs. */
@NullMarked
package dev.varve.perf.year;

import org.jspecify.annotations.NullMarked;
