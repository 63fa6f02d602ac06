/** Policies against their naive definition. */
@NullMarked
package dev.varve.repo.retention.policy;

import org.jspecify.annotations.NullMarked;
