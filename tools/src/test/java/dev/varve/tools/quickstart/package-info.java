/** Tests. */
@NullMarked
package dev.varve.tools.quickstart;

import org.jspecify.annotations.NullMarked;
