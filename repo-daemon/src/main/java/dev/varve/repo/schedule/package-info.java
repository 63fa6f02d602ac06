/**
 * When the daemon's own work runs: jobs by cron expressions, within windows, one run of each at a
 * time, with their history kept. Goes by the wall clock: when to work is no question of retention.
 * Main class: {@code Scheduler}. Format: docs/formats/schedule.md.
 */
@NullMarked
package dev.varve.repo.schedule;

import org.jspecify.annotations.NullMarked;
