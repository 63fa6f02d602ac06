/** Tests of the whole command line. */
@NullMarked
package dev.varve.tools;

import org.jspecify.annotations.NullMarked;
