/** Tests. */
@NullMarked
package dev.varve.repo.alarm;

import org.jspecify.annotations.NullMarked;
