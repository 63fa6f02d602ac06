/** The only answer to "may this be deleted?". */
@NullMarked
package dev.varve.repo.retention;

import org.jspecify.annotations.NullMarked;
