/**
 * What a repository knows beside its segments: its own name, vaults with their key slots, enrolled
 * clients, and the keys of the house. Small JSON files under the data directory. Main class: {@code
 * DataDirectory}.
 */
@NullMarked
package dev.varve.repo.vault;

import org.jspecify.annotations.NullMarked;
