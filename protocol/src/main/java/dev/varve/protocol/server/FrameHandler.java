package dev.varve.protocol.server;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.frame.Frame;

/** What is done with the frames of one connection. Called on its event loop; must not wait. */
public interface FrameHandler {
    /**
     * Takes over the frame.
     *
     * @throws ProtocolException is told to the peer, and the connection closed
     */
    void take(Frame frame) throws ProtocolException;

    /** The peer reads again, or has fallen behind: {@link FrameConnection#writable}. */
    void writabilityChanged();

    /** The last call. */
    void closed();

    /** Makes the handler of a connection whose TLS handshake is done. */
    @FunctionalInterface
    interface Factory {
        FrameHandler opened(FrameConnection connection);
    }
}
