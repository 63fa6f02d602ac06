/** Vaults, clients and keys on real files. */
@NullMarked
package dev.varve.repo.vault;

import org.jspecify.annotations.NullMarked;
