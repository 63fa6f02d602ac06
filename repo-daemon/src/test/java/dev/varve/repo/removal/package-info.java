@NullMarked
package dev.varve.repo.removal;

import org.jspecify.annotations.NullMarked;
