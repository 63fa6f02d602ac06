/**
 * Frames: what lies between TLS and the messages. docs/formats/wire.md. Main class: {@code
 * FrameHeader}.
 */
@NullMarked
package dev.varve.protocol.frame;

import org.jspecify.annotations.NullMarked;
