/**
 * Deterministic test data, W1 to W5 of docs/performance.md: the same seed gives the same bytes.
 * Main class: {@code Generate}.
 */
@NullMarked
package dev.varve.perf.workload;

import org.jspecify.annotations.NullMarked;
