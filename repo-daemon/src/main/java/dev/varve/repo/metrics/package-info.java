/**
 * What the daemon counts, from the first frame to the fsync, in Prometheus's terms. Measures by
 * wrapping: store and directories know nothing of it. Main class: {@code Metrics}.
 */
@NullMarked
package dev.varve.repo.metrics;

import org.jspecify.annotations.NullMarked;
