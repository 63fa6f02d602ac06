/**
 * The guard of sealed segments: a small process of its own that sets and clears their immutable
 * flag, and the daemon's side of it. docs/formats/guard.md. Main classes: {@code GuardHelper} in
 * the helper, {@code Guard} in the daemon.
 */
@NullMarked
package dev.varve.repo.retention.guard;

import org.jspecify.annotations.NullMarked;
