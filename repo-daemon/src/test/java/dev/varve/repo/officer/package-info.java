/** Tests of what takes two officers. */
@NullMarked
package dev.varve.repo.officer;

import org.jspecify.annotations.NullMarked;
