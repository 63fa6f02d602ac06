/**
 * Records: the one unit that travels in data frames and lies in segments. docs/formats/segment.md.
 */
@NullMarked
package dev.varve.protocol.record;

import org.jspecify.annotations.NullMarked;
