@NullMarked
package dev.varve.repo.retention.clock;

import org.jspecify.annotations.NullMarked;
