/** The one table of error codes, and the exception that carries them. docs/formats/wire.md. */
@NullMarked
package dev.varve.protocol.error;

import org.jspecify.annotations.NullMarked;
