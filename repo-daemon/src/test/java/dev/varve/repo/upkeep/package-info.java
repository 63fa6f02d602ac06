@NullMarked
package dev.varve.repo.upkeep;

import org.jspecify.annotations.NullMarked;
