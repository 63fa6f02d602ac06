/**
 * The only door to segments and index: sessions, restore points, reading, checking. Main class:
 * {@code Repository}.
 */
@NullMarked
package dev.varve.repo.store;

import org.jspecify.annotations.NullMarked;
