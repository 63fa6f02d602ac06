/**
 * JMH benchmarks of the parts that bytes pass through. Main class: {@code org.openjdk.jmh.Main}, by
 * perf/jmh.
 */
@NullMarked
package dev.varve.perf.jmh;

import org.jspecify.annotations.NullMarked;
