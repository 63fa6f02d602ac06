/**
 * How a command asks the running daemon: its address and token from the data directory, and the
 * admin interface over HTTP. Main class: {@code AdminClient}.
 */
@NullMarked
package dev.varve.tools.admin;

import org.jspecify.annotations.NullMarked;
