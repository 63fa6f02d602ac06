/** One class for each command; thin over ingest and the daemon's own parts. */
@NullMarked
package dev.varve.tools.command;

import org.jspecify.annotations.NullMarked;
