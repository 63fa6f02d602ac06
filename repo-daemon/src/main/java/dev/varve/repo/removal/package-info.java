/** The end of whole vaults. Main class: {@code VaultRemoval}. */
@NullMarked
package dev.varve.repo.removal;

import org.jspecify.annotations.NullMarked;
