/**
 * Assembly of the daemon: opens the repository, serves sessions and admin, ends gracefully. Main
 * class: {@code Daemon}.
 */
@NullMarked
package dev.varve.repo.daemon;

import org.jspecify.annotations.NullMarked;
