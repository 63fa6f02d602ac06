/** What a repository needs done again and again: expiry, compaction, checks. */
@NullMarked
package dev.varve.repo.upkeep;

import org.jspecify.annotations.NullMarked;
