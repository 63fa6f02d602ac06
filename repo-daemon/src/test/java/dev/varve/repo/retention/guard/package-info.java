@NullMarked
package dev.varve.repo.retention.guard;

import org.jspecify.annotations.NullMarked;
