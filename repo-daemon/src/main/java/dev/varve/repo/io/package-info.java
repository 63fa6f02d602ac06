/**
 * Files of the data directory: the one package that opens, writes, syncs, renames and deletes them.
 * Main class: {@code StorageDirectory}.
 */
@NullMarked
package dev.varve.repo.io;

import org.jspecify.annotations.NullMarked;
