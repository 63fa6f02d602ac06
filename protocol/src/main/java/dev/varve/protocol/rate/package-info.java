/** How fast bytes may go. */
@NullMarked
package dev.varve.protocol.rate;

import org.jspecify.annotations.NullMarked;
