/** Tests. */
@NullMarked
package dev.varve.tools.output;

import org.jspecify.annotations.NullMarked;
