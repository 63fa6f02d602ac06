/**
 * The daemon's end of the wire: accepts connections, does TLS and frames, and hands frames to the
 * session server. Knows no message but Failure. Main class: {@code FrameServer}.
 */
@NullMarked
package dev.varve.protocol.server;

import org.jspecify.annotations.NullMarked;
