/**
 * What a repository needs done again and again, vault by vault: expiry, compaction, checks. Main
 * class: {@code UpkeepJobs}.
 */
@NullMarked
package dev.varve.repo.upkeep;

import org.jspecify.annotations.NullMarked;
