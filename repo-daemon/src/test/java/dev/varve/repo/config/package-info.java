/** Defaults, every property, and what is refused. */
@NullMarked
package dev.varve.repo.config;

import org.jspecify.annotations.NullMarked;
