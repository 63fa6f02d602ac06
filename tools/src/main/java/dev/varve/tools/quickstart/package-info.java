/** A whole round on this machine, compared byte for byte. Main class: {@code Quickstart}. */
@NullMarked
package dev.varve.tools.quickstart;

import org.jspecify.annotations.NullMarked;
