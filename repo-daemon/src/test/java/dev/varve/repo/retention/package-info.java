/** The guard of deletions, and the hands of tests that need one. */
@NullMarked
package dev.varve.repo.retention;

import org.jspecify.annotations.NullMarked;
