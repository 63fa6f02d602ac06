/** What a command says: results, progress and errors, for people or as JSON lines. */
@NullMarked
package dev.varve.tools.output;

import org.jspecify.annotations.NullMarked;
