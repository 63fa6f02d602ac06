@NullMarked
package dev.varve.perf.year;

import org.jspecify.annotations.NullMarked;
