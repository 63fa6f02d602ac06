/** The varve command line. Main class: {@code Varve}. */
@NullMarked
package dev.varve.tools;

import org.jspecify.annotations.NullMarked;
