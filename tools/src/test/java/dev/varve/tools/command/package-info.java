/** Tests. */
@NullMarked
package dev.varve.tools.command;

import org.jspecify.annotations.NullMarked;
