/** Tests. */
@NullMarked
package dev.varve.repo.schedule;

import org.jspecify.annotations.NullMarked;
