/**
 * Images as persistent Merkle trees: merging of deltas into a block image, and the one primitive
 * that counts and checks stand on, {@code ImageDiff}. Knows nodes by two small interfaces only, not
 * where they lie.
 */
@NullMarked
package dev.varve.repo.store.image;

import org.jspecify.annotations.NullMarked;
