/** Tests that documents speak of what is there. */
@NullMarked
package dev.varve.perf.docs;

import org.jspecify.annotations.NullMarked;
