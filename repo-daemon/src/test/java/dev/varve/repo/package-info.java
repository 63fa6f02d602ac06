/** Rules that hold for the whole daemon. */
@NullMarked
package dev.varve.repo;

import org.jspecify.annotations.NullMarked;
