/** Labels: who may delete a point, and when. Pure: no clock, no disk. */
@NullMarked
package dev.varve.repo.retention.label;

import org.jspecify.annotations.NullMarked;
