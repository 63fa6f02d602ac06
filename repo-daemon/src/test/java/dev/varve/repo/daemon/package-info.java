/** The whole daemon, really started on loopback. */
@NullMarked
package dev.varve.repo.daemon;

import org.jspecify.annotations.NullMarked;
