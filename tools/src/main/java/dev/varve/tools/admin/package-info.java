/** The admin interface of a running daemon, as commands use it. */
@NullMarked
package dev.varve.tools.admin;

import org.jspecify.annotations.NullMarked;
