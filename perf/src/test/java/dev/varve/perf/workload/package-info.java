/** Tests of the workload generators. */
@NullMarked
package dev.varve.perf.workload;

import org.jspecify.annotations.NullMarked;
