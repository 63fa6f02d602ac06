/**
 * The retention clock: the only time by which anything may ever expire. It never decreases and
 * never outruns true time; every doubt keeps data longer. Main class: {@code RetentionClock}.
 */
@NullMarked
package dev.varve.repo.retention.clock;

import org.jspecify.annotations.NullMarked;
